using System.CommandLine;
using BulkCopy.Cli.Hosting;
using BulkCopy.Cli.Operations;
using BulkCopy.Cli.Output;
using BulkCopy.Cli.Verbs;
using BulkCopy.Engine.Jobs;

namespace BulkCopy.Cli.Tiering;

/// <summary><c>bulkcopy tiering run</c>: applies a policy once and watches it to its end.</summary>
internal sealed class TieringRunCommand : Verb
{
    private readonly Argument<string> _policy = new("POLICY") { Description = "The policy document, YAML or JSON." };
    private readonly Argument<StoreLocation> _location = ArgumentTypes.Location("PLACE", "The bucket or prefix: STORE:BUCKET/PREFIX.");
    private readonly Option<bool> _detach = new("--detach") { Description = "Write the run down and leave the work to 'bulkcopy worker'." };
    private readonly PolicyArguments _arguments = new();
    private readonly WorkerArguments _worker = new();

    public TieringRunCommand(CliHost host)
        : base("run", "Apply a policy to a bucket or a prefix: one run, watched to its end.", host)
    {
        Arguments.Add(_policy);
        Arguments.Add(_location);
        Options.Add(_detach);
        Options.Add(_arguments.Prices);
        _worker.AddTo(this);
    }

    protected override async Task<int> RunAsync(Invocation invocation)
    {
        var request = await _arguments.ReadAsync(invocation, invocation.Get(_policy), invocation.Get(_location)).ConfigureAwait(false);
        if (invocation.Server is not null)
        {
            await using var session = await OperatorSession.OpenAsync(invocation).ConfigureAwait(false);
            var made = await session.Runs.CreateAsync(request, invocation.Stopping).ConfigureAwait(false);
            return await ServerWatch.FollowAsync(invocation, session, made, invocation.Get(_detach)).ConfigureAwait(false);
        }

        var settings = invocation.ReadSettings();
        using var stores = new StoreDirectory(settings, invocation.Host.Variables, invocation.Time);
        var spec = PolicyTexts.Declare(request, stores);
        await using var ledger = await LedgerSession.OpenAsync(settings, invocation.Time, invocation.Stopping).ConfigureAwait(false);
        var run = await ledger.Runs.CreateAsync(spec, null, invocation.Stopping).ConfigureAwait(false);
        if (invocation.Get(_detach))
        {
            RunSummary.PrintCreated(invocation, run);
            return ExitCodes.Done;
        }
        run = await new RunAttendant(invocation, ledger, stores, _worker.Read(invocation, settings)).AttendAsync(run).ConfigureAwait(false);
        RunSummary.Print(invocation, run);
        return RunFacts.ExitCode(run);
    }
}
