using System.CommandLine;
using BulkCopy.Cli.Demo;
using BulkCopy.Cli.Hosting;
using BulkCopy.Cli.Output;
using BulkCopy.Emulator;

namespace BulkCopy.Cli.Verbs;

/// <summary><c>bulkcopy demo</c>: everything on this machine.</summary>
internal sealed class DemoCommand : Verb
{
    private const int Usual = 5000;
    private readonly Option<int?> _objects = ArgumentTypes.Number("--objects", "Objects in each of the three source buckets, beside three large ones. Default: 5000.", 20, 1_000_000);
    private readonly Option<bool> _exit = new("--exit") { Description = "End when the copies are made. Default: keep emulator and database up until Ctrl-C." };

    public DemoCommand(CliHost host)
        : base("demo", "Show everything on this machine: private PostgreSQL, emulator, seeded buckets, three migrations, reports.", host)
    {
        Options.Add(_objects);
        Options.Add(_exit);
    }

    protected override async Task<int> RunAsync(Invocation invocation)
    {
        var began = invocation.Time.GetTimestamp();
        var configured = invocation.ReadSettings();
        await using var ledger = await LedgerSession.OpenAsync(configured, invocation.Time, invocation.Stopping).ConfigureAwait(false);
        var files = new DemoFiles();
        files.WriteCredentials();
        await using var emulator = await EmulatorServer.StartAsync(
            new EmulatorOptions { Accounts = [new EmulatorAccount { AccessKey = DemoFiles.AccessKeyId, Secret = DemoFiles.SecretAccessKey, Name = "demo" }] },
            invocation.Time, invocation.Stopping).ConfigureAwait(false);
        var places = new DemoPlaces(emulator.Endpoint.Authority, files.Credentials);
        files.WriteConfiguration(places.Stores);
        invocation.Say($"PostgreSQL and the emulator are up; COS, OSS and S3 answer at http://{emulator.Endpoint.Authority}.");

        var settings = configured with { Stores = places.Stores.ToDictionary(store => store.Name) };
        using var stores = new StoreDirectory(settings, invocation.Host.Variables, invocation.Time);
        var show = new DemoShow(invocation, ledger, stores, files, invocation.Get(_objects) ?? Usual);
        await show.PlayAsync(places.Migrations).ConfigureAwait(false);

        var ok = show.Runs.TrueForAll(run => RunFacts.ExitCode(run) == ExitCodes.Done) && show.Documents.TrueForAll(document => document.Equal);
        Print(invocation, show, new DemoDocument(show.Documents, ok, Math.Round(invocation.Time.GetElapsedTime(began).TotalSeconds, 3)));
        if (!invocation.Get(_exit))
            await StayAsync(invocation, show, files).ConfigureAwait(false);
        return ok ? ExitCodes.Done : show.Runs.Max(RunFacts.ExitCode) is var worst and not ExitCodes.Done ? worst : ExitCodes.Failed;
    }

    private static void Print(Invocation invocation, DemoShow show, DemoDocument document)
    {
        if (invocation.IsJson)
        {
            invocation.PrintJson(document, JsonDocuments.Types.DemoDocument);
            return;
        }

        invocation.Terminal.Print(RunTable.Of(show.Runs, invocation.Time.GetUtcNow(), invocation.Terminal.Width));
        foreach (var run in document.Runs)
            invocation.Terminal.Output.WriteLine($"run {run.Run.RunId}: source and destination are {run.Comparison}; report {run.Report}");
        invocation.Terminal.Output.WriteLine($"{Verdict(show, document)} {document.Seconds:0.0} s in all.");
    }

    private static string Verdict(DemoShow show, DemoDocument document) =>
        !document.Ok ? "Something went wrong: see the reports."
        : show.Runs.Sum(run => run.Totals.SizeOnly) is var sizeOnly and > 0
            ? $"All copies are complete; {Quantity.Count(sizeOnly)} could be compared by size only, the others are verified."
            : "All copies are complete and verified.";

    private static async Task StayAsync(Invocation invocation, DemoShow show, DemoFiles files)
    {
        invocation.Shutdown.DrainNotice = null;
        var last = show.Runs[^1].Id;
        invocation.Say($"""

            Emulator and database stay up until Ctrl-C. In another terminal:
              bulkcopy runs list
              bulkcopy runs explain {last} "reports/Q1 2024 final (2).pdf"
              bulkcopy stores list --config {files.Configuration}
            """);
        await invocation.UntilStoppedAsync().ConfigureAwait(false);
    }
}
