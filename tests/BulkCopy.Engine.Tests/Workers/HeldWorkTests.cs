using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Workers;
using BulkCopy.ObjectStores;
using BulkCopy.Testing;

namespace BulkCopy.Engine.Tests.Workers;

/// <summary>A worker that lives holds only what it knows: what the database did without saying so is handed back.</summary>
public sealed class HeldWorkTests(PostgresFixture postgres)
{
    private const int Objects = 2500;

    [Theory]
    [InlineData(nameof(ISegmentLedger.ClaimAsync))]
    [InlineData(nameof(IManifestLedger.ClaimRangeAsync))]
    public async Task A_claim_whose_answer_is_lost_is_worked_on_all_the_same(string claim)
    {
        await using var fleet = await SceneAsync();
        var lost = 0;
        fleet.Ledger = fleet.Ledger with
        {
            Segments = Interception.Over(fleet.Ledger.Segments, (name, _, go) => name == claim ? LoseAsync((Task<IReadOnlyList<LeasedSegment>>)go()!, segments => segments.Count > 0) : go()),
            Manifests = Interception.Over(fleet.Ledger.Manifests, (name, _, go) => name == claim ? LoseAsync((Task<ListingRange?>)go()!, range => range is not null) : go()),
        };

        var run = await fleet.RunToEndAsync(Job(), workers: 2, LookOften);

        Assert.Equal(1, lost);
        Assert.Equal((RunState.Complete, Objects), (run.State, run.Totals.Copied + run.Totals.Adopted));

        async Task<T> LoseAsync<T>(Task<T> answer, Func<T, bool> matters)
        {
            var got = await answer;
            return matters(got) && Interlocked.Exchange(ref lost, 1) == 0 ? throw new LedgerUnavailableException("The answer is lost.", new IOException()) : got;
        }
    }

    [Fact]
    public async Task A_range_that_could_not_be_given_back_does_not_keep_a_run_from_pausing_and_is_listed_to_its_end_afterwards()
    {
        await using var fleet = await SceneAsync();
        var (appending, lost) = (new TaskCompletionSource(), 0);
        var pausing = new TaskCompletionSource();
        fleet.Ledger = fleet.Ledger with
        {
            Manifests = Interception.Over(fleet.Ledger.Manifests, (name, _, go) => name switch
            {
                nameof(IManifestLedger.AppendPageIfLeasedAsync) => HoldAsync(() => (Task<bool>)go()!),
                nameof(IManifestLedger.ReleaseRangeAsync) when Interlocked.Increment(ref lost) == 1 => Task.FromException(new LedgerUnavailableException("The database is away.", new IOException())),
                _ => go(),
            }),
        };
        var id = (await fleet.Ledger.Runs.CreateAsync(Job(), null, CancellationToken.None)).Id;
        using var stopping = new CancellationTokenSource();
        var working = fleet.WorkAsync("w", LookOften, stopping.Token);
        await appending.Task;

        await fleet.Ledger.Runs.MoveAsync(id, [RunState.Active], RunState.Pausing, null, CancellationToken.None);
        // The session sees it before the page is there, so that it stops behind the page.
        await fleet.SeenAsync();
        pausing.SetResult();
        await fleet.UntilAsync(id, run => run.State == RunState.Paused, working);
        await fleet.Ledger.Runs.MoveAsync(id, [RunState.Paused], RunState.Active, null, CancellationToken.None);
        var ended = await fleet.UntilAsync(id, run => run.FinishedAt is not null, working);
        await stopping.CancelAsync();
        await working;

        Assert.True(lost > 0);
        Assert.Equal((RunState.Complete, Objects), (ended.State, ended.Totals.Copied));

        async Task<bool> HoldAsync(Func<Task<bool>> go)
        {
            appending.TrySetResult();
            await pausing.Task;
            return await go();
        }
    }

    [Fact]
    public async Task What_nobody_foresaw_ends_the_run_and_not_the_worker()
    {
        await using var fleet = await SceneAsync();
        fleet.Ledger = fleet.Ledger with
        {
            Segments = Interception.Over(fleet.Ledger.Segments, (name, arguments, go) =>
                name == nameof(ISegmentLedger.ReadPendingAsync) && ((LeasedSegment)arguments[0]!).Run.Value == 1
                    ? Task.FromException<IReadOnlyList<PendingEntry>>(new InvalidOperationException("Nobody foresaw this.")) : go()),
        };
        var odd = await fleet.Ledger.Runs.CreateAsync(Job(), null, CancellationToken.None);
        Assert.Equal(1, odd.Id.Value);
        var other = await fleet.RunToEndAsync(Job() with { Destination = new StoreLocation("s3", "dstbucket", "other/") });
        using var stopping = new CancellationTokenSource();
        var working = fleet.WorkAsync("w", null, stopping.Token);
        var ended = await fleet.UntilAsync(odd.Id, run => run.FinishedAt is not null, working);
        await stopping.CancelAsync();
        await working;

        Assert.Equal((RunState.Failed, RunState.Complete), (ended.State, other.State));
        Assert.Contains("Nobody foresaw this.", ended.StateReason, StringComparison.Ordinal);
        await using var lives = fleet.Database.CreateCommand("SELECT count(*) FROM bulkcopy.workers");
        Assert.Equal(2L, await lives.ExecuteScalarAsync());
        await using var leases = fleet.Database.CreateCommand($"SELECT count(*) FROM bulkcopy.segments_{odd.Id} WHERE state = 'Leased'");
        Assert.Equal(0L, await leases.ExecuteScalarAsync());
    }

    [Fact]
    public async Task A_run_that_cannot_be_wound_up_keeps_neither_others_nor_the_worker_from_going_on()
    {
        await using var fleet = await SceneAsync();
        var refused = 0;
        fleet.Ledger = fleet.Ledger with
        {
            Runs = Interception.Over(fleet.Ledger.Runs, (name, arguments, go) =>
                name == nameof(IRunLedger.AdvanceAsync) && ((RunId)arguments[0]!).Value == 1 && Interlocked.Increment(ref refused) > 0
                    ? Task.FromException<RunState?>(new InvalidOperationException("Its tables are gone.")) : go()),
        };
        var odd = await fleet.Ledger.Runs.CreateAsync(Job(), null, CancellationToken.None);
        await fleet.Ledger.Runs.MoveAsync(odd.Id, [RunState.New], RunState.Cancelling, null, CancellationToken.None);

        var other = await fleet.RunToEndAsync(Job() with { Destination = new StoreLocation("s3", "dstbucket", "other/") });

        Assert.Equal((1, RunState.Complete), (odd.Id.Value, other.State));
        Assert.NotEqual(0, refused);
        await using var lives = fleet.Database.CreateCommand("SELECT count(*) FROM bulkcopy.workers");
        Assert.Equal(1L, await lives.ExecuteScalarAsync());
    }

    [Fact]
    public async Task A_store_that_does_not_answer_holds_up_its_own_runs_only()
    {
        await using var fleet = await SceneAsync();
        await fleet.CreateBucketAsync("oss", "silent");
        var silence = new TaskCompletionSource<StoreResult<BucketVersioning>>();
        fleet.Between = (name, store) => name != "oss" ? store : Interception.Over(store, (method, _, go) => method == nameof(IObjectStore.GetVersioningAsync) ? silence.Task : go());
        var waiting = await fleet.Ledger.Runs.CreateAsync(Job() with { Destination = new StoreLocation("oss", "silent", ""), Copy = new CopyOptions { Probe = false } }, null, CancellationToken.None);
        using var stopping = new CancellationTokenSource();
        var working = fleet.WorkAsync("w", null, stopping.Token);
        await fleet.UntilAsync(waiting.Id, run => run.State == RunState.Active, working);

        var other = await fleet.Ledger.Runs.CreateAsync(Job(), null, CancellationToken.None);
        Assert.Equal(RunState.Complete, (await fleet.UntilAsync(other.Id, run => run.FinishedAt is not null, working)).State);
        Assert.Equal(0, (await fleet.Ledger.Runs.FindAsync(waiting.Id, CancellationToken.None))!.Totals.Listed);
        silence.SetResult(new(BucketVersioning.Never));
        Assert.Equal(RunState.Complete, (await fleet.UntilAsync(waiting.Id, run => run.FinishedAt is not null, working)).State);
        await stopping.CancelAsync();
        await working;
    }

    // What a worker does not know of is looked for four times per lease.
    private static void LookOften(WorkerOptions options) => options.Lease = TimeSpan.FromSeconds(15);

    private async Task<Fleet> SceneAsync()
    {
        var fleet = await Fleet.StartAsync(postgres);
        await fleet.CreateBucketAsync("s3", "srcbucket");
        await fleet.CreateBucketAsync("s3", "dstbucket");
        fleet.Emulator.Seed(new Emulator.Seeding.SeedOrder { Dialect = Emulator.EmulatorDialect.S3, Bucket = "srcbucket", Count = Objects, Size = 10 });
        return fleet;
    }

    private static JobSpec Job() => new() { Name = "held", Source = new StoreLocation("s3", "srcbucket", ""), Destination = new StoreLocation("s3", "dstbucket", "") };
}
