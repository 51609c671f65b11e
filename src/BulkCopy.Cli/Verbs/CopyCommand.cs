using System.CommandLine;
using BulkCopy.Cli.Arguments;
using BulkCopy.Cli.Checks;
using BulkCopy.Cli.Hosting;
using BulkCopy.Cli.Operations;
using BulkCopy.Cli.Output;
using BulkCopy.Engine.Jobs;

namespace BulkCopy.Cli.Verbs;

/// <summary><c>bulkcopy copy</c>: one job, one run, watched to its end.</summary>
internal sealed class CopyCommand : Verb
{
    private readonly Argument<StoreLocation> _source = ArgumentTypes.Location("SRC", "What is copied: STORE:BUCKET/PREFIX.");
    private readonly Argument<StoreLocation> _destination = ArgumentTypes.Location("DST", "Where to: STORE:BUCKET/PREFIX; its prefix takes the place of the source's.");
    private readonly Option<string?> _name = new("--name") { Description = "Name of the job, for people. Default: the two buckets.", HelpName = "NAME" };
    private readonly Option<string?> _idempotencyKey = new("--idempotency-key") { Description = "The run made with this key before is taken up instead of a new one.", HelpName = "KEY" };
    private readonly Option<bool> _confirm = new("--confirm") { Description = "List only, then wait for 'bulkcopy runs confirm'." };
    private readonly Option<bool> _detach = new("--detach") { Description = "Write the run down and leave the work to 'bulkcopy worker'." };
    private readonly JobArguments _job = new();
    private readonly WorkerArguments _worker = new();

    public CopyCommand(CliHost host)
        : base("copy", "Copy a bucket or a prefix: one job, one run, watched to its end.", host)
    {
        Arguments.Add(_source);
        Arguments.Add(_destination);
        foreach (var option in new Option[] { _name, _idempotencyKey, _confirm, _detach })
            Options.Add(option);
        _worker.AddTo(this);
        _job.AddTo(this);
        GlobalOptions.AddServerTo(this);
    }

    protected override async Task<int> RunAsync(Invocation invocation)
    {
        if (invocation.Server is { } server)
            return await CopyThereAsync(invocation, server).ConfigureAwait(false);
        var settings = invocation.ReadSettings();
        using var stores = new StoreDirectory(settings, invocation.Host.Variables, invocation.Time);
        var spec = await _job.ReadAsync(invocation, stores, Known(invocation)).ConfigureAwait(false);
        await new Preflight(stores).CheckAsync(spec, invocation.Stopping).ConfigureAwait(false);

        var files = await LocalManifest.ReadAsync(spec, invocation.Stopping).ConfigureAwait(false);

        await using var ledger = await LedgerSession.OpenAsync(settings, invocation.Time, invocation.Stopping).ConfigureAwait(false);
        await EarlierRun.RequireAsync(ledger, spec, invocation.Stopping).ConfigureAwait(false);
        var run = await ledger.Runs.CreateAsync(spec, files, invocation.Get(_idempotencyKey), invocation.Stopping).ConfigureAwait(false);
        if (invocation.Get(_detach))
        {
            RunSummary.PrintCreated(invocation, run);
            return ExitCodes.Done;
        }

        if (!RunFacts.IsOver(run))
            run = await new RunAttendant(invocation, ledger, stores, _worker.Read(invocation, settings)).AttendAsync(run).ConfigureAwait(false);
        RunSummary.Print(invocation, run);
        return RunFacts.ExitCode(run);
    }

    private async Task<int> CopyThereAsync(Invocation invocation, string server)
    {
        var spec = await ServerStoreOperations.ReadJobAsync(invocation, server, _job, Known(invocation)).ConfigureAwait(false);
        await using var session = await OperatorSession.OpenAsync(invocation).ConfigureAwait(false);
        var run = await session.Runs.CreateAsync(spec, invocation.Get(_idempotencyKey), invocation.Stopping).ConfigureAwait(false);
        return await ServerWatch.FollowAsync(invocation, session, run, invocation.Get(_detach)).ConfigureAwait(false);
    }

    private JobSpec Known(Invocation invocation)
    {
        var (source, destination) = (invocation.Get(_source), invocation.Get(_destination));
        return new JobSpec
        {
            Name = invocation.Get(_name) ?? $"{source.Bucket} to {destination.Bucket}",
            Source = source,
            Destination = destination,
            Confirm = invocation.Get(_confirm),
        };
    }
}
