using System.CommandLine;
using BulkCopy.Cli.Hosting;
using BulkCopy.Cli.Operations;
using BulkCopy.Cli.Output;
using BulkCopy.Engine.Jobs;

namespace BulkCopy.Cli.Verbs;

/// <summary><c>bulkcopy runs resume</c>: lets a run go on, and works on it here unless told not to.</summary>
internal sealed class RunsResumeCommand : Verb
{
    private readonly Argument<RunId> _run = ArgumentTypes.Run();
    private readonly Option<bool> _detach = new("--detach") { Description = "Leave the work to 'bulkcopy worker'." };
    private readonly WorkerArguments _worker = new();

    public RunsResumeCommand(CliHost host)
        : base("resume", "Let a paused or interrupted run go on, and work on it here to its end.", host)
    {
        Arguments.Add(_run);
        Options.Add(_detach);
        _worker.AddTo(this);
    }

    protected override async Task<int> RunAsync(Invocation invocation)
    {
        if (invocation.Server is not null)
            return await ResumeThereAsync(invocation).ConfigureAwait(false);
        var settings = invocation.ReadSettings();
        using var stores = new StoreDirectory(settings, invocation.Host.Variables, invocation.Time);
        await using var ledger = await LedgerSession.OpenAsync(settings, invocation.Time, invocation.Stopping).ConfigureAwait(false);
        var id = invocation.Get(_run);
        var run = await ledger.Runs.FindAsync(id, invocation.Stopping).ConfigureAwait(false)
            ?? throw new RefusedException($"There is no run {id}: see 'bulkcopy runs list'.");
        if (RunFacts.IsOver(run) || run.State is RunState.Cancelling or RunState.Failing)
            throw new RefusedException($"Run {run.Id} is {run.State} and cannot be resumed.");
        var here = !invocation.Get(_detach);
        if (here)
            RequireStores(stores, run.Spec);
        if (await ledger.Runs.MoveAsync(run.Id, [RunState.Paused, RunState.Pausing], RunState.Active, null, invocation.Stopping).ConfigureAwait(false))
            await ledger.Runs.AppendEventAsync(run.Id, "resumed", "Resumed from the command line.", invocation.Stopping).ConfigureAwait(false);
        run = await ledger.Runs.FindAsync(id, invocation.Stopping).ConfigureAwait(false) ?? run;
        if (!here)
        {
            RunSummary.PrintCreated(invocation, run);
            return ExitCodes.Done;
        }

        run = await new RunAttendant(invocation, ledger, stores, _worker.Read(invocation, settings)).AttendAsync(run).ConfigureAwait(false);
        RunSummary.Print(invocation, run);
        return RunFacts.ExitCode(run);
    }

    private async Task<int> ResumeThereAsync(Invocation invocation)
    {
        await using var session = await OperatorSession.OpenAsync(invocation).ConfigureAwait(false);
        var id = invocation.Get(_run);
        var run = await session.Runs.FindAsync(id, invocation.Stopping).ConfigureAwait(false)
            ?? throw new RefusedException($"There is no run {id}: see 'bulkcopy runs list'.");
        if (RunFacts.IsOver(run) || run.State is RunState.Cancelling or RunState.Failing)
            throw new RefusedException($"Run {run.Id} is {run.State} and cannot be resumed.");
        if (RunWish.Resume.From.Contains(run.State))
            run = await session.Runs.SteerAsync(run, RunWish.Resume, invocation.Stopping).ConfigureAwait(false);
        return await ServerWatch.FollowAsync(invocation, session, run, invocation.Get(_detach)).ConfigureAwait(false);
    }

    private static void RequireStores(StoreDirectory stores, JobSpec spec)
    {
        foreach (var name in new[] { spec.Source.Store, spec.Destination.Store })
            stores.Open(stores.Require(name));
    }
}
