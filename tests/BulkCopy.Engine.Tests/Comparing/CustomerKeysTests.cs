using BulkCopy.Emulator.Faults;
using BulkCopy.Emulator.Requests;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Planning;
using BulkCopy.Engine.Tests.Workers;
using BulkCopy.ObjectStores;
using BulkCopy.Testing;

namespace BulkCopy.Engine.Tests.Comparing;

/// <summary>Objects that their store tells nothing about without a customer's key.</summary>
public sealed class CustomerKeysTests(PostgresFixture postgres)
{
    private static readonly JobSpec Job = new()
    {
        Name = "locked",
        Source = new("s3", "source", "from/"),
        Destination = new("s3", "target", "to/"),
        Copy = new CopyOptions { SourceCustomerKey = "old", Encryption = new() { Mode = EncryptionMode.Customer, CustomerKey = "new" } },
        Failures = new FailurePolicy { BaseDelay = TimeSpan.FromMilliseconds(10), MaxDelay = TimeSpan.FromMilliseconds(20) },
    };

    [Fact]
    public async Task Copies_that_are_locked_are_found_present_where_the_destination_is_asked_for_each_object()
    {
        await using var fleet = await StartAsync();
        foreach (var key in new[] { "from/a", "from/b" }) await LockAsync(fleet, "source", key, "old");
        var job = Job with { Compare = ComparePolicy.Missing, Keys = new KeyRewriting { Template = "{key}.copy" } };
        Assert.Equal(2, (await fleet.RunToEndAsync(job)).Totals.Copied);
        var again = await fleet.RunToEndAsync(job);
        Assert.Equal((RunState.Complete, 2L, 0L), (again.State, again.Totals.AlreadyPresent, again.Totals.Failed));
    }

    [Fact]
    public async Task Locked_objects_are_selected_by_their_metadata()
    {
        await using var fleet = await StartAsync();
        await LockAsync(fleet, "source", "from/a", "old", new ObjectHeaders { Metadata = [new("state", "final")] });
        await LockAsync(fleet, "source", "from/b", "old");
        var run = await fleet.RunToEndAsync(Job with { Selection = new Selection { Metadata = [new("state", "final")] } });
        Assert.Equal((RunState.Complete, 1L, 1L), (run.State, run.Totals.Listed, run.Totals.Copied));
    }

    [Fact]
    public async Task A_plan_and_an_explanation_ask_for_locked_objects_with_their_key()
    {
        await using var fleet = await StartAsync();
        await LockAsync(fleet, "source", "from/a", "old");
        await fleet.PutAsync("s3", "target", "list.csv", "from/a\n"u8.ToArray());
        var job = Job with { Manifest = new ManifestSource { Kind = ManifestKind.Csv, At = new("s3", "target", "list.csv") } };
        var plan = await new JobPlanner(fleet, TimeProvider.System).PlanAsync(job, new PlanOptions(), default);
        Assert.Equal((1L, 0), (plan.Copies, plan.Obstacles.Count));
        var run = await fleet.Ledger.Runs.CreateAsync(Job with { Selection = new Selection { MinSizeBytes = 10 } }, null, default);
        Assert.Equal("smaller than --min-size 10", await new AbsenceExplainer(fleet).ExplainAsync(run, "from/a", default));
    }

    [Fact]
    public async Task A_mirror_spares_and_deletes_locked_objects_as_others()
    {
        await using var fleet = await StartAsync();
        await LockAsync(fleet, "source", "from/kept", "old");
        foreach (var key in new[] { "to/extra", "to/late" }) await LockAsync(fleet, "target", key, "new");
        fleet.Emulator.Faults.Add(new FaultRule { Kind = FaultKind.Reset, Operations = [Operation.DeleteObjects], Count = 1 });
        var run = await fleet.Ledger.Runs.CreateAsync(Job with { Compare = ComparePolicy.Mirror, Deletions = new DeletionLimit { Objects = 2 } }, null, default);
        using var stopping = new CancellationTokenSource();
        var working = fleet.WorkAsync("w", null, stopping.Token);
        await fleet.UntilAsync(run.Id, now => now is { State: RunState.Suspended, StateReason: not null }, working);
        await LockAsync(fleet, "source", "from/late", "old");
        Assert.True(await fleet.Ledger.Runs.MoveAsync(run.Id, [RunState.Suspended], RunState.Ready, null, default));
        var ended = await fleet.UntilAsync(run.Id, now => now.FinishedAt is not null, working);
        await stopping.CancelAsync();
        await working;
        Assert.Equal((RunState.Complete, 1L, 1L, 1L, 0L), (ended.State, ended.Totals.Copied, ended.Totals.Deleted, ended.Totals.Skipped, ended.Totals.Failed));
    }

    private async Task<Fleet> StartAsync()
    {
        var fleet = await Fleet.StartAsync(postgres);
        await fleet.CreateBucketAsync("s3", "source");
        await fleet.CreateBucketAsync("s3", "target");
        return fleet;
    }

    private static async Task LockAsync(Fleet fleet, string bucket, string key, string lockedBy, ObjectHeaders? headers = null) =>
        (await fleet.Store("s3").PutObjectAsync(new PutObjectRequest
        {
            Bucket = bucket,
            Key = key,
            Content = new MemoryStream([1, 2, 3]),
            Length = 3,
            Headers = headers ?? ObjectHeaders.Empty,
            Encryption = new ServerSideEncryption { Mode = EncryptionMode.Customer, CustomerKey = fleet.FindCustomerKey("s3", lockedBy) },
        }, default)).ValueOrThrow();
}
