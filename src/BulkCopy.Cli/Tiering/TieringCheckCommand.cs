using System.CommandLine;
using BulkCopy.Cli.Output;
using BulkCopy.Cli.Verbs;
using BulkCopy.Engine.Documents;
using BulkCopy.ObjectStores;

namespace BulkCopy.Cli.Tiering;

/// <summary><c>bulkcopy tiering check</c>: says everything that is wrong with a policy.</summary>
internal sealed class TieringCheckCommand : Verb
{
    private readonly Argument<string> _policy = new("POLICY") { Description = "The policy document, YAML or JSON." };
    private readonly Option<string> _dialect = new("--dialect") { Description = "The dialect whose storage classes it names: cos, oss, s3 …", HelpName = "DIALECT", Required = true };
    private readonly PolicyArguments _arguments = new();

    public TieringCheckCommand(CliHost host)
        : base("check", "Check a policy: unknown classes, impossible transitions, overlapping rules, each with its line.", host)
    {
        _dialect.AcceptOnlyFromAmong([.. Dialect.Names]);
        Arguments.Add(_policy);
        Options.Add(_dialect);
        Options.Add(_arguments.Prices);
    }

    protected override async Task<int> RunAsync(Invocation invocation)
    {
        var request = await _arguments.ReadAsync(invocation, invocation.Get(_policy), null).ConfigureAwait(false);
        var spec = PolicyTexts.Read(request, Dialect.Parse(invocation.Get(_dialect)!));
        if (invocation.IsJson)
            invocation.PrintJson(new PolicySummary(spec.Policy.Name, spec.Policy.Rules.Count), DocumentJson.Types.PolicySummary);
        else
            invocation.Say($"The policy '{spec.Policy.Name}' with {spec.Policy.Rules.Count} rules can be used.");
        return ExitCodes.Done;
    }
}
