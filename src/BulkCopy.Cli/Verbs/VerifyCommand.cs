using System.CommandLine;
using BulkCopy.Cli.Arguments;
using BulkCopy.Cli.Checks;
using BulkCopy.Cli.Hosting;
using BulkCopy.Cli.Operations;
using BulkCopy.Cli.Output;
using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Jobs;

namespace BulkCopy.Cli.Verbs;

/// <summary><c>bulkcopy verify</c>: a run that compares two places, and changes neither.</summary>
internal sealed class VerifyCommand : Verb
{
    private readonly Argument<StoreLocation> _source = ArgumentTypes.Location("SRC", "What should be there: STORE:BUCKET/PREFIX.");
    private readonly Argument<StoreLocation> _destination = ArgumentTypes.Location("DST", "Where it should be: STORE:BUCKET/PREFIX.");
    private readonly Option<string?> _depth = new("--depth") { Description = "What is compared: the two listings (listing, the default), HEAD of every pair (head), or the bytes (deep).", HelpName = "DEPTH" };
    private readonly Option<bool> _metadata = new("--metadata") { Description = "User metadata must be equal too; with --depth head or deep." };
    private readonly Option<string?> _report = new("--report") { Description = "Write the differences to this file: CSV, or JSON lines if its name ends with .jsonl (and .gz).", HelpName = "FILE" };
    private readonly Option<string?> _mend = new("--mend") { Description = "Write a manifest of what is missing or different to this CSV file, for 'bulkcopy copy --manifest'.", HelpName = "FILE" };
    private readonly Option<string?> _name = new("--name") { Description = "Name of the job, for people. Default: the two buckets.", HelpName = "NAME" };
    private readonly JobArguments _job = JobArguments.OfObjects();
    private readonly WorkerArguments _worker = new();

    public VerifyCommand(CliHost host)
        : base("verify", "Compare a bucket or a prefix with its copy, and change nothing. Exit code 3 if there are differences.", host)
    {
        _depth.AcceptOnlyFromAmong("listing", "head", "deep");
        Arguments.Add(_source);
        Arguments.Add(_destination);
        foreach (var option in new Option[] { _depth, _metadata, _report, _mend, _name })
            Options.Add(option);
        _worker.AddTo(this);
        _job.AddTo(this);
        GlobalOptions.AddServerTo(this);
    }

    protected override async Task<int> RunAsync(Invocation invocation)
    {
        if (invocation.Server is { } server)
        {
            var asked = await ServerStoreOperations.ReadJobAsync(invocation, server, _job, Known(invocation)).ConfigureAwait(false);
            await using var remote = await OperatorSession.OpenAsync(invocation).ConfigureAwait(false);
            var made = await remote.Runs.CreateAsync(asked, null, invocation.Stopping).ConfigureAwait(false);
            return await TellAsync(invocation, remote, await ServerWatch.WatchAsync(invocation, remote, made).ConfigureAwait(false)).ConfigureAwait(false);
        }
        var settings = invocation.ReadSettings();
        using var stores = new StoreDirectory(settings, invocation.Host.Variables, invocation.Time);
        var spec = await _job.ReadAsync(invocation, stores, Known(invocation)).ConfigureAwait(false);
        await new Preflight(stores).CheckAsync(spec, invocation.Stopping).ConfigureAwait(false);
        var files = await LocalManifest.ReadAsync(spec, invocation.Stopping).ConfigureAwait(false);
        await using var ledger = await LedgerSession.OpenAsync(settings, invocation.Time, invocation.Stopping).ConfigureAwait(false);
        await EarlierRun.RequireAsync(ledger, spec, invocation.Stopping).ConfigureAwait(false);
        var run = await ledger.Runs.CreateAsync(spec, files, null, invocation.Stopping).ConfigureAwait(false);
        run = await new RunAttendant(invocation, ledger, stores, _worker.Read(invocation, settings)).AttendAsync(run).ConfigureAwait(false);
        await using var session = await OperatorSession.OpenAsync(invocation).ConfigureAwait(false);
        return await TellAsync(invocation, session, run).ConfigureAwait(false);
    }

    private async Task<int> TellAsync(Invocation invocation, OperatorSession session, Run run)
    {
        if (run.State != RunState.Complete)
        {
            RunSummary.Print(invocation, run);
            return ExitCodes.Failed;
        }
        var counts = await session.Runs.CountFindingsAsync(run, invocation.Time.GetUtcNow(), invocation.Stopping).ConfigureAwait(false);
        if (invocation.Get(_report) is { } report)
        {
            var format = report.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase) || report.EndsWith(".jsonl.gz", StringComparison.OrdinalIgnoreCase) ? ReportFormat.Json : ReportFormat.Csv;
            await OutputFile.WriteAsync(Path.GetFullPath(report), output => session.Runs.WriteDifferencesAsync(run, format, output, invocation.Stopping)).ConfigureAwait(false);
        }
        if (invocation.Get(_mend) is { } mend)
            await OutputFile.WriteAsync(Path.GetFullPath(mend), output => session.Runs.WriteMendAsync(run, output, invocation.Stopping)).ConfigureAwait(false);
        if (invocation.IsJson)
            invocation.PrintJson(counts, DocumentJson.Types.VerifyDocument);
        else
            invocation.Terminal.Output.WriteLine($"{string.Join(", ", Words(counts))} in run {run.Id}.");
        return RunFacts.ExitCode(run);
    }

    private JobSpec Known(Invocation invocation)
    {
        var (source, destination) = (invocation.Get(_source), invocation.Get(_destination));
        var depth = Enum.Parse<VerifyDepth>(invocation.Get(_depth) ?? "listing", ignoreCase: true);
        if (invocation.Get(_metadata) && depth == VerifyDepth.Listing) throw new RefusedException("Listings do not tell metadata: --metadata needs --depth head or deep.");
        return new JobSpec
        {
            Name = invocation.Get(_name) ?? $"verify {source.Bucket} and {destination.Bucket}",
            Source = source,
            Destination = destination,
            Verify = new VerifySpec { Depth = depth, Metadata = invocation.Get(_metadata) },
            // Differences are what is looked for: however many there are, the run goes on.
            Failures = new FailurePolicy { StopAtFailedPercent = 100 },
        };
    }

    private static IEnumerable<string> Words(VerifyDocument counts)
    {
        yield return $"{Quantity.Count(counts.Equal)} equal";
        foreach (var (count, words) in new[]
                 {
                     (counts.Unprovable, "of equal size but unprovable"), (counts.Missing, "missing at the destination"), (counts.Different, "different"),
                     (counts.Extra, "extra at the destination"), (counts.Gone, "gone meanwhile"), (counts.Failed, "that could not be asked about"),
                 })
            if (count > 0)
                yield return $"{Quantity.Count(count)} {words}";
    }
}
