using BulkCopy.Emulator.Faults;
using BulkCopy.Emulator.Requests;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Throttling;
using BulkCopy.Postgres.Queries;
using BulkCopy.Testing;

namespace BulkCopy.Engine.Tests.Workers;

/// <summary>Limits, priorities and throttling with workers, an emulator and a database.</summary>
public sealed class FlowControlTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_worker_that_drains_while_requests_wait_hands_its_segments_back_and_nobody_asks_about_them()
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        var limits = new FlowLimitTable(fleet.Database);
        await limits.SetAsync("s3", "copies", new FlowLimit { RequestsPerSecond = 0 }, "test", Cancellation);
        var run = await SeedAsync(fleet, "many", 1500);

        using (var stopping = new CancellationTokenSource())
        {
            var draining = fleet.WorkAsync("draining", null, stopping.Token);
            await UntilLeasedAsync(fleet, run, 1500);
            await stopping.CancelAsync();
            await draining;
        }

        Assert.Equal(0, fleet.Emulator.Requests.Count(Operation.CopyObject));
        Assert.Equal((0L, 0L), await CountSegmentsAsync(fleet, run));
        await limits.ClearAsync("s3", "copies", Cancellation);
        var ended = await WorkToEndAsync(fleet, run);
        Assert.Equal((RunState.Complete, 1500L, 0L), (ended.State, ended.Totals.Copied, ended.Totals.Adopted));
        Assert.Equal(0, fleet.Emulator.Requests.Count(Operation.HeadObject));
    }

    [Fact]
    public async Task A_limit_is_taken_over_while_a_run_is_active_and_its_state_can_be_read()
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        var limits = new FlowLimitTable(fleet.Database);
        await limits.SetAsync("s3", null, new FlowLimit { RequestsPerSecond = 1000, InFlight = 2 }, "test", Cancellation);
        await limits.SetAsync("s3", "copies", new FlowLimit { RequestsPerSecond = 0 }, "test", Cancellation);
        var run = await SeedAsync(fleet, "many", 300);
        using var stopping = new CancellationTokenSource();
        var working = fleet.WorkAsync("limited", null, stopping.Token);
        await UntilLeasedAsync(fleet, run, 300);
        FlowStateRow? state = null;
        while (state is not { Waiting: > 0 }) state = (await new FlowStates(fleet.Database).ListAsync(Cancellation)).Find(row => row.Bucket == "copies");
        Assert.Equal((0.0, 0.0, null, 1), (state.RequestLimit, state.RateInForce, state.RateLevel, state.Workers.Count));

        await limits.SetAsync("s3", "copies", new FlowLimit { InFlight = 1 }, "test", Cancellation);
        var ended = await fleet.UntilAsync(run, r => r.FinishedAt is not null, working);
        await stopping.CancelAsync();
        await working;
        Assert.Equal((RunState.Complete, 300L), (ended.State, ended.Totals.Copied));
    }

    [Theory]
    [InlineData(0, 150, 450)]
    [InlineData(5, 0, 140)]
    public async Task Runs_of_one_priority_share_the_worker_and_one_of_higher_priority_goes_first(int priority, int least, int most)
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        var read = new HashSet<RunId>();
        fleet.Ledger = fleet.Ledger with { Segments = Interception.Over(fleet.Ledger.Segments, (name, arguments, go) => name == nameof(ISegmentLedger.ReadPendingAsync) ? NoteAsync(arguments, go) : go()) };
        var limits = new FlowLimitTable(fleet.Database);
        await limits.SetAsync("s3", "copies", new FlowLimit { RequestsPerSecond = 0 }, "test", Cancellation);
        var first = await SeedAsync(fleet, "large", 900);
        var second = await SeedAsync(fleet, "small", 300);
        using var stopping = new CancellationTokenSource();
        var working = fleet.WorkAsync("shared", options => options.Concurrency = 8, stopping.Token);
        await UntilLeasedAsync(fleet, first, 900);
        await UntilLeasedAsync(fleet, second, 300);
        while (CountRead() < 2) await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancellation);
        Assert.True(priority == 0 || await new RunPriority(fleet.Database).SetAsync(second, priority, 0, Cancellation));
        // The look that takes up a run made now has read the priority.
        var later = await SeedAsync(fleet, "later", 0);
        await fleet.UntilAsync(later, r => r.State != RunState.New, working);
        await limits.ClearAsync("s3", "copies", Cancellation);
        await fleet.UntilAsync(first, r => r.FinishedAt is not null, working);
        await stopping.CancelAsync();
        await working;

        var copies = fleet.Emulator.Requests.Snapshot().Where(request => request.Operation == Operation.CopyObject).Select(request => request.Key).ToList();
        var ahead = copies[..copies.FindLastIndex(key => key.StartsWith("small", StringComparison.Ordinal))].Count(key => key.StartsWith("large", StringComparison.Ordinal));
        Assert.InRange(ahead, least, most);

        async Task<IReadOnlyList<PendingEntry>> NoteAsync(object?[] arguments, Func<object?> go)
        {
            var entries = await (Task<IReadOnlyList<PendingEntry>>)go()!;
            lock (read) read.Add(((LeasedSegment)arguments[0]!).Run);
            return entries;
        }

        int CountRead()
        {
            lock (read) return read.Count;
        }
    }

    [Fact]
    public async Task Workers_find_what_a_bucket_bears_and_lose_nothing()
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        // Little enough for any machine to pass it.
        fleet.Emulator.Faults.Add(new FaultRule { Kind = FaultKind.SlowDown, Bucket = "copies", AboveRequestsPerSecond = 30 });
        var run = await SeedAsync(fleet, "many", 300);

        var ended = await WorkToEndAsync(fleet, run, workers: 2);

        Assert.Equal((RunState.Complete, 300L, 0L), (ended.State, ended.Totals.Copied, ended.Totals.Failed));
        var state = (await new FlowStates(fleet.Database).ListAsync(Cancellation)).Single(row => row.Bucket == "copies");
        Assert.InRange(state.RateLevel!.Value, 4, 120);
        Assert.NotNull(state.ThrottledAt);
        var requests = fleet.Emulator.Requests.Snapshot().Where(request => request.Bucket == "copies").ToList();
        Assert.True(requests.Count(request => request.Status == 503) < requests.Count / 2, $"{requests.Count(request => request.Status == 503)} of {requests.Count} requests were throttled");
    }

    private static async Task<RunId> SeedAsync(Fleet fleet, string bucket, int objects)
    {
        fleet.Emulator.Seed(new() { Dialect = BulkCopy.Emulator.EmulatorDialect.S3, Bucket = bucket, Prefix = bucket, Count = objects, Size = 100 });
        if (bucket is "many" or "large") await fleet.CreateBucketAsync("s3", "copies");
        return (await fleet.Ledger.Runs.CreateAsync(new JobSpec { Name = bucket, Source = new StoreLocation("s3", bucket, ""), Destination = new StoreLocation("s3", "copies", "") }, null, Cancellation)).Id;
    }

    private static async Task<Run> WorkToEndAsync(Fleet fleet, RunId run, int workers = 1)
    {
        using var stopping = new CancellationTokenSource();
        var working = Task.WhenAll(Enumerable.Range(0, workers).Select(i => fleet.WorkAsync($"worker {i}", null, stopping.Token)));
        var ended = await fleet.UntilAsync(run, r => r.FinishedAt is not null, working);
        await stopping.CancelAsync();
        await working;
        return ended;
    }

    private static async Task UntilLeasedAsync(Fleet fleet, RunId run, int objects)
    {
        while ((await fleet.Ledger.Runs.FindAsync(run, Cancellation))!.Totals.Listed < objects || (await CountSegmentsAsync(fleet, run)).Leased == 0)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancellation);
    }

    private static async Task<(long Leased, long AskFirst)> CountSegmentsAsync(Fleet fleet, RunId run)
    {
        await using var command = fleet.Database.CreateCommand($"SELECT count(*) FILTER (WHERE state = 'Leased'), count(*) FILTER (WHERE ask_first) FROM bulkcopy.segments WHERE run_id = {run}");
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        await reader.ReadAsync(Cancellation);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }
}
