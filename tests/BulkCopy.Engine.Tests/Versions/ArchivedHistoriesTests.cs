using System.Globalization;
using BulkCopy.Emulator.Faults;
using BulkCopy.Emulator.Requests;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Planning;
using BulkCopy.Engine.Tests.Tiering;
using BulkCopy.Engine.Tests.Workers;
using BulkCopy.Engine.Tiering;
using BulkCopy.ObjectStores;
using BulkCopy.Testing;
using static BulkCopy.Engine.Tests.Versions.Histories;

namespace BulkCopy.Engine.Tests.Versions;

/// <summary>Histories some of whose versions a lifecycle rule has archived.</summary>
public sealed class ArchivedHistoriesTests(PostgresFixture postgres)
{
    private const int MiB = 1 << 20;

    /// <summary>The stores keep restored copies for ten minutes of the tests that accelerate.</summary>
    private const double Acceleration = 1000;

    private static readonly RestorePolicy Restore = new()
    {
        Tier = RestoreTier.Expedited, Days = 7, RequestsPerSecond = 1000, PollInterval = TimeSpan.FromMilliseconds(200), ExpiryMargin = TimeSpan.FromSeconds(10),
    };

    [Theory]
    [InlineData("cos", "cos")]
    [InlineData("oss", "oss")]
    [InlineData("s3", "s3")]
    [InlineData("oss", "cos")]
    public async Task Archived_versions_are_restored_once_and_arrive_in_their_place(string from, string to)
    {
        await using var fleet = await Fleet.StartAsync(postgres, acceleration: Acceleration);
        var (source, destination) = await CreateAsync(fleet, from, to);
        foreach (var i in Enumerable.Range(0, 5)) await PutAsync(fleet, from, source, $"key {i}+ü.txt", [10, -20, -21, null, 11, -22, 12]);
        await PutAsync(fleet, from, source, "begins archived", [-1, 2]);
        await PutAsync(fleet, from, source, "ends archived", [1, null, -2]);
        await PutAsync(fleet, from, source, "large", [1, -(7 * MiB), 2, 8 * MiB, null, -((7 * MiB) + 1)]);
        await PutAsync(fleet, from, source, "warm", [1, 2, null]);
        const int archived = 19;
        var job = Job(from, source, to, destination) with
        {
            Restore = Restore, Copy = new CopyOptions { PartCopyThresholdBytes = 6 * MiB, PartSizeBytes = 5 * MiB, RelayPartSizeBytes = 5 * MiB },
        };

        var plan = await new JobPlanner(fleet, TimeProvider.System).PlanAsync(job, new PlanOptions { InspectedObjects = 0 }, CancellationToken.None);
        var run = await fleet.RunToEndAsync(job, workers: 2);

        Assert.True(run.State == RunState.Complete, run.StateReason);
        Assert.Equal((run.Totals.Listed, 0L), (run.Totals.Copied, run.Totals.Failed));
        Assert.Equal(archived, plan.Requests.Single(one => one.Api == "RestoreObject").Count);
        Assert.Equal(archived, fleet.Emulator.Requests.CountEffects(Operation.RestoreObject));
        Assert.Equal(await fleet.Reports.RecountAsync(run.Id, CancellationToken.None), run.Totals);
        await AssertEqualAsync(fleet, run, from, source, to, destination);
    }

    [Theory]
    [InlineData("cos", "cos")]
    [InlineData("oss", "cos")]
    public async Task A_history_waits_once_for_all_its_versions_and_holds_up_no_other(string from, string to)
    {
        var clock = new SetClock();
        await using var fleet = await Fleet.StartAsync(postgres, clock);
        var (source, destination) = await CreateAsync(fleet, from, to);
        await PutAsync(fleet, from, source, "frozen", [1, -2, 3, -4, null, -5]);
        foreach (var i in Enumerable.Range(0, 6)) await PutAsync(fleet, from, source, $"warm {i}", [1, 2, null, 3]);
        var run = await fleet.Ledger.Runs.CreateAsync(Job(from, source, to, destination) with { Restore = Restore with { Tier = RestoreTier.Standard } }, null, CancellationToken.None);
        using var stopping = new CancellationTokenSource();
        var working = fleet.WorkAsync("w", null, stopping.Token);

        await fleet.UntilAsync(run.Id, now => now.Totals.Copied == 25 && fleet.Emulator.Requests.CountEffects(Operation.RestoreObject) == 3, working);
        Assert.Equal(1, (await ListAsync(fleet, to, destination)).Count(version => version.Key == "frozen"));
        clock.Shift(TimeSpan.FromHours(5));
        var ended = await fleet.UntilAsync(run.Id, now => now.FinishedAt is not null, working);
        await stopping.CancelAsync();
        await working;

        Assert.True(ended.State == RunState.Complete, ended.StateReason);
        Assert.Equal((30L, 0L), (ended.Totals.Copied, ended.Totals.Failed));
        Assert.Equal(3, fleet.Emulator.Requests.CountEffects(Operation.RestoreObject));
        await AssertEqualAsync(fleet, ended, from, source, to, destination);
    }

    [Theory]
    [InlineData("cos")]
    [InlineData("oss")]
    public async Task The_order_survives_the_death_of_workers_in_every_state_of_a_restore(string store)
    {
        var clock = new SetClock();
        await using var fleet = await Fleet.StartAsync(postgres, clock);
        var (source, destination) = await CreateAsync(fleet, store, store);
        foreach (var i in Enumerable.Range(0, 8)) await PutAsync(fleet, store, source, $"key {i}", [1, -2, 3, -4, null, -5, 6]);
        var run = (await fleet.Ledger.Runs.CreateAsync(Job(store, source, store, destination) with { Restore = Restore with { Tier = RestoreTier.Standard } }, null, CancellationToken.None)).Id;

        await KillWhenAsync(fleet, run, () => Task.FromResult(fleet.Emulator.Requests.CountEffects(Operation.RestoreObject) > 5));
        await KillWhenAsync(fleet, run, async () => await CountAsync(fleet, "restores WHERE state = 'Running'") == 24);
        // Copies behind those that pass wait until their worker is killed.
        var hold = new FaultRule { Kind = FaultKind.Latency, Delay = TimeSpan.FromHours(1), Bucket = destination, Operations = [Operation.CopyObject] };
        fleet.Emulator.Faults.Add(hold);
        clock.Shift(TimeSpan.FromHours(5));
        await KillWhenAsync(fleet, run, async () => await CountAsync(fleet, "restores WHERE state = 'Restored'") > 0);
        fleet.Emulator.Faults.Clear();
        fleet.Emulator.Faults.Add(hold with { Skip = 17 });
        await KillWhenAsync(fleet, run, () => Task.FromResult(fleet.Emulator.Requests.CountEffects(Operation.CopyObject) > 16));
        fleet.Emulator.Faults.Clear();
        using var stopping = new CancellationTokenSource();
        var working = fleet.WorkAsync("last", null, stopping.Token);
        var ended = await fleet.UntilAsync(run, now => now.FinishedAt is not null, working);
        await stopping.CancelAsync();
        await working;

        Assert.True(ended.State == RunState.Complete, ended.StateReason);
        Assert.Equal((56L, 0L), (ended.Totals.Copied + ended.Totals.Adopted, ended.Totals.Failed));
        Assert.Equal(24, fleet.Emulator.Requests.CountEffects(Operation.RestoreObject));
        await AssertEqualAsync(fleet, ended, store, source, store, destination);
    }

    [Fact]
    public async Task A_version_that_goes_away_while_it_is_restored_leaves_a_gap()
    {
        var clock = new SetClock();
        await using var fleet = await Fleet.StartAsync(postgres, clock);
        var (source, destination) = await CreateAsync(fleet, "cos", "cos");
        await PutAsync(fleet, "cos", source, "awaited", [1, -2, -3, 4]);
        await PutAsync(fleet, "cos", source, "ahead", [1, -2, -3, 4]);
        var run = await fleet.Ledger.Runs.CreateAsync(Job("cos", source, "cos", destination) with { Restore = Restore with { Tier = RestoreTier.Standard } }, null, CancellationToken.None);
        using var stopping = new CancellationTokenSource();
        var working = fleet.WorkAsync("w", null, stopping.Token);
        await fleet.UntilAsync(run.Id, _ => fleet.Emulator.Requests.CountEffects(Operation.RestoreObject) == 4, working);

        var versions = await ListAsync(fleet, "cos", source);
        foreach (var gone in new[] { versions.First(v => v is { Key: "awaited", Size: 2 }), versions.First(v => v is { Key: "ahead", Size: 3 }) })
            (await fleet.Store("cos").DeleteObjectAsync(source, gone.Key, gone.VersionId, CancellationToken.None)).ValueOrThrow();
        clock.Shift(TimeSpan.FromHours(5));
        var ended = await fleet.UntilAsync(run.Id, now => now.FinishedAt is not null, working);
        await stopping.CancelAsync();
        await working;

        Assert.Equal((RunState.Complete, 6L, 2L), (ended.State, ended.Totals.Copied, ended.Totals.SourceChanged));
        await AssertEqualAsync(fleet, ended, "cos", source, "cos", destination);
    }

    [Fact]
    public async Task A_history_ends_at_the_cap_on_restores_and_not_with_a_hole()
    {
        await using var fleet = await Fleet.StartAsync(postgres, acceleration: Acceleration);
        var (source, destination) = await CreateAsync(fleet, "cos", "cos");
        await PutAsync(fleet, "cos", source, "key", [1, -2, 3, -4, 5]);

        var run = await fleet.RunToEndAsync(Job("cos", source, "cos", destination) with { Restore = Restore with { MaxObjects = 1 }, Failures = new FailurePolicy { StopAtFailedPercent = 100 } });

        Assert.Equal((RunState.Complete, 3L, 2L), (run.State, run.Totals.Copied, run.Totals.Failed));
        Assert.Equal(["BlockedByEarlierVersion 1", "RestoreCapReached 1"], (await fleet.Reports.GroupFailuresAsync(run.Id, CancellationToken.None)).Select(group => $"{group.Code} {group.Count}").Order());
        Assert.Equal([3L, 2L, 1L], (await ListAsync(fleet, "cos", destination)).Select(version => version.Size));
    }

    [Fact]
    public async Task A_history_of_archived_versions_that_is_there_already_is_not_restored()
    {
        await using var fleet = await Fleet.StartAsync(postgres, acceleration: Acceleration);
        var (source, destination) = await CreateAsync(fleet, "cos", "cos");
        await PutAsync(fleet, "cos", source, "key", [1, -2, null, -4]);
        var job = Job("cos", source, "cos", destination) with { Restore = Restore };
        await fleet.RunToEndAsync(job);
        await PutAsync(fleet, "cos", source, "key", [5, -6]);

        var run = await fleet.RunToEndAsync(job);

        Assert.Equal((RunState.Complete, 2L, 4L), (run.State, run.Totals.Copied, run.Totals.AlreadyPresent));
        Assert.Equal(3, fleet.Emulator.Requests.CountEffects(Operation.RestoreObject));
        await AssertEqualAsync(fleet, run, "cos", source, "cos", destination);
    }

    [Fact]
    public async Task Without_a_policy_an_archived_version_fails_and_those_behind_it_are_blocked()
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        var (source, destination) = await CreateAsync(fleet, "cos", "cos");
        await PutAsync(fleet, "cos", source, "key", [1, -2, 3]);

        var run = await fleet.RunToEndAsync(Job("cos", source, "cos", destination) with { Failures = new FailurePolicy { StopAtFailedPercent = 100 } });

        Assert.Equal(["ArchivedObject 1", "BlockedByEarlierVersion 1"], (await fleet.Reports.GroupFailuresAsync(run.Id, CancellationToken.None)).Select(group => $"{group.Code} {group.Count}").Order());
        Assert.Single(await ListAsync(fleet, "cos", destination));
    }

    private static async Task<(string Source, string Destination)> CreateAsync(Fleet fleet, string from, string to)
    {
        var (source, destination) = (Bucket(from, "source"), Bucket(to, "target"));
        await fleet.CreateBucketAsync(from, source, versioned: true);
        await fleet.CreateBucketAsync(to, destination, versioned: true);
        return (source, destination);
    }

    /// <summary>Makes a key's history of sizes: <c>null</c> is a delete marker, a negative one an archived version.</summary>
    private static async Task PutAsync(Fleet fleet, string store, string bucket, string key, int?[] sizes)
    {
        var archive = store switch { "oss" => "Archive", "s3" => "GLACIER", _ => "ARCHIVE" };
        foreach (var size in sizes)
        {
            if (size is not { } bytes) (await fleet.Store(store).DeleteObjectAsync(bucket, key, null, CancellationToken.None)).ValueOrThrow();
            else await fleet.PutAsync(store, bucket, key, [.. Enumerable.Range(bytes, Math.Abs(bytes)).Select(i => (byte)i)], storageClass: bytes < 0 ? archive : null);
        }
    }

    private static async Task KillWhenAsync(Fleet fleet, RunId run, Func<Task<bool>> isSo)
    {
        using var abandon = new CancellationTokenSource();
        var killed = fleet.WorkAsync("killed", null, CancellationToken.None, abandon.Token);
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        while (!await isSo()) await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
        await abandon.CancelAsync();
        await killed;
        Assert.Null((await fleet.Ledger.Runs.FindAsync(run, CancellationToken.None))!.FinishedAt);
    }

    private static async Task<long> CountAsync(Fleet fleet, string what)
    {
        await using var command = fleet.Database.CreateCommand($"SELECT count(*) FROM bulkcopy.{what}");
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }
}
