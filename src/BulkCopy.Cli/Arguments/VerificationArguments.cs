using System.CommandLine;
using BulkCopy.Cli.Verbs;
using BulkCopy.Engine.Jobs;

namespace BulkCopy.Cli.Arguments;

/// <summary>How copies are verified.</summary>
internal sealed class VerificationArguments : OptionGroup
{
    private readonly Option<string?> _level;

    public VerificationArguments() : base("How copies are verified")
    {
        _level = Text("--verify", "LEVEL", "How copies are proved equal: by what the answers say (response, the default), always by HEAD of both sides (head), or by reading both (deep).");
        _level.AcceptOnlyFromAmong("response", "head", "deep");
    }

    protected override JobSpec Apply(Invocation invocation, JobSpec spec) =>
        invocation.Get(_level) is { } level ? spec with { Verification = Enum.Parse<VerificationLevel>(level, ignoreCase: true) } : spec;
}
