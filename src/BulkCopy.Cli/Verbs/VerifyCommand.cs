using System.CommandLine;
using BulkCopy.Cli.Checks;
using BulkCopy.Cli.Hosting;
using BulkCopy.Cli.Output;
using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Verification;

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
    }

    protected override async Task<int> RunAsync(Invocation invocation)
    {
        var settings = invocation.ReadSettings();
        var spec = ReadSpec(invocation);
        using var stores = new StoreDirectory(settings, invocation.Host.Variables, invocation.Time);
        await new Preflight(stores).CheckAsync(spec, invocation.Stopping).ConfigureAwait(false);
        await using var ledger = await LedgerSession.OpenAsync(settings, invocation.Time, invocation.Stopping).ConfigureAwait(false);
        var run = await ledger.Runs.CreateAsync(spec, null, invocation.Stopping).ConfigureAwait(false);
        run = await new RunAttendant(invocation, ledger, stores, _worker.Read(invocation, settings)).AttendAsync(run).ConfigureAwait(false);
        if (run.State != RunState.Complete)
        {
            RunSummary.Print(invocation, run);
            return ExitCodes.Failed;
        }
        await TellAsync(invocation, new DifferenceReport(ledger.Reports), run).ConfigureAwait(false);
        return RunFacts.ExitCode(run);
    }

    private async Task TellAsync(Invocation invocation, DifferenceReport differences, Run run)
    {
        var counts = await differences.CountAsync(run, invocation.Stopping).ConfigureAwait(false);
        if (invocation.Get(_report) is { } report)
        {
            var format = report.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase) || report.EndsWith(".jsonl.gz", StringComparison.OrdinalIgnoreCase) ? ReportFormat.Json : ReportFormat.Csv;
            await OutputFile.WriteAsync(Path.GetFullPath(report), output => differences.WriteAsync(run, format, output, invocation.Stopping)).ConfigureAwait(false);
        }
        if (invocation.Get(_mend) is { } mend)
            await OutputFile.WriteAsync(Path.GetFullPath(mend), output => differences.WriteManifestAsync(run, output, invocation.Stopping)).ConfigureAwait(false);
        if (invocation.IsJson)
            invocation.PrintJson(VerifyDocument.Of(RunDocument.Of(run, invocation.Time.GetUtcNow()), counts), DocumentJson.Types.VerifyDocument);
        else
            invocation.Terminal.Output.WriteLine(string.Join(", ", counts.Where(pair => pair.Value > 0 || pair.Key == VerifyFinding.Equal).Select(pair => $"{Quantity.Count(pair.Value)} {Word(pair.Key)}"))
                + $" in run {run.Id}.");
    }

    private JobSpec ReadSpec(Invocation invocation)
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

    private static string Word(VerifyFinding finding) => finding switch
    {
        VerifyFinding.Unprovable => "of equal size but unprovable",
        VerifyFinding.Missing => "missing at the destination",
        VerifyFinding.Extra => "extra at the destination",
        VerifyFinding.Gone => "gone meanwhile",
        VerifyFinding.Failed => "that could not be asked about",
        _ => finding.ToString().ToLowerInvariant(),
    };
}
