using BulkCopy.Cli.Hosting;
using BulkCopy.Cli.Output;
using BulkCopy.Cli.Verbs;
using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Workers;

namespace BulkCopy.Cli.Demo;

/// <summary>Seeds, copies, compares and reports, one migration after the other.</summary>
internal sealed class DemoShow(Invocation invocation, LedgerSession ledger, StoreDirectory stores, DemoFiles files, int objects)
{
    public List<Run> Runs { get; } = [];

    public List<DemoRunDocument> Documents { get; } = [];

    public async Task PlayAsync(IReadOnlyList<DemoMigration> migrations)
    {
        foreach (var migration in migrations)
        {
            await SeedAsync(migration).ConfigureAwait(false);
            await MigrateAsync(migration).ConfigureAwait(false);
            invocation.Stopping.ThrowIfCancellationRequested();
        }
    }

    private async Task SeedAsync(DemoMigration migration)
    {
        var catalog = DemoCatalog.Create(objects, leadingSlash: migration.Source.Dialect.Family != "oss");
        invocation.Say($"Seeding {Quantity.Count(catalog.Count)} objects and {DemoSeeder.LargeObjects} large ones into {migration.Spec.Source} …");
        await new DemoSeeder(stores.Open(migration.Source), migration.SourceBucket).SeedAsync(catalog, invocation.Stopping).ConfigureAwait(false);
        (await stores.Open(migration.Destination).CreateBucketAsync(migration.DestinationBucket, invocation.Stopping).ConfigureAwait(false)).ValueOrThrow();
    }

    private async Task MigrateAsync(DemoMigration migration)
    {
        var run = await ledger.Runs.CreateAsync(migration.Spec, null, invocation.Stopping).ConfigureAwait(false);
        try
        {
            run = await new RunAttendant(invocation, ledger, stores, new WorkerOptions()).AttendAsync(run).ConfigureAwait(false);
        }
        finally
        {
            await CancelUnfinishedAsync(run.Id).ConfigureAwait(false);
        }

        if (!RunFacts.IsOver(run))
            throw new OperationCanceledException();
        Runs.Add(run);
        await ReportAsync(migration, run).ConfigureAwait(false);
    }

    private async Task ReportAsync(DemoMigration migration, Run run)
    {
        var comparison = new BucketComparison(
            stores.Open(migration.Source), migration.SourceBucket, stores.Open(migration.Destination), migration.DestinationBucket);
        await comparison.CompareAsync(invocation.Stopping).ConfigureAwait(false);
        var report = files.Report(run.Id.Value);
        await OutputFile.WriteAsync(
            report, output => new CompletionReport(ledger.Reports).WriteAsync(run, ReportFormat.Csv, failedOnly: false, output, invocation.Stopping)).ConfigureAwait(false);
        Documents.Add(new DemoRunDocument(RunDocument.Of(run, invocation.Time.GetUtcNow()), comparison.IsEqual, comparison.Describe(), report));
        invocation.Say($"Run {run.Id}, {run.Spec.Name}: {run.State}; source and destination, listed again: {comparison.Describe()}.");
    }

    // Its buckets vanish with the emulator: nobody could finish it.
    private async Task CancelUnfinishedAsync(RunId run)
    {
        await ledger.Runs.MoveAsync(
            run, [RunState.New, RunState.Ready, RunState.Active, RunState.Pausing, RunState.Paused], RunState.Cancelling, "The demo was stopped.", CancellationToken.None).ConfigureAwait(false);
        await ledger.Runs.AdvanceAsync(run, CancellationToken.None).ConfigureAwait(false);
    }
}
