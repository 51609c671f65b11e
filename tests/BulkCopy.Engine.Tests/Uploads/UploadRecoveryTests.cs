using BulkCopy.Emulator.Faults;
using BulkCopy.Emulator.Requests;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Planning;
using BulkCopy.Engine.Reporting;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Tests.Workers;
using BulkCopy.Engine.Uploads;
using BulkCopy.ObjectStores;
using BulkCopy.Postgres.Queries;
using BulkCopy.Testing;

namespace BulkCopy.Engine.Tests.Uploads;

/// <summary>Uploads whose ground is pulled away: every entry gets its outcome all the same, and no upload stays behind.</summary>
public sealed class UploadRecoveryTests(PostgresFixture postgres)
{
    private const string Destination = "dstbucket";
    private static readonly byte[] Large = new byte[12 << 20];

    [Fact]
    public async Task An_upload_is_aborted_when_an_equal_object_of_somebody_else_is_adopted()
    {
        await using var fleet = await SceneAsync("s3", "srcbucket");
        var lost = 0;
        fleet.Between = (_, store) => InterceptedStore.Over(store, (name, _) =>
            name == nameof(IObjectStore.CompleteUploadAsync) && Interlocked.Exchange(ref lost, 1) == 0
                ? InterceptedStore.LostAsync<WriteResult>(() => fleet.PutAsync("s3", Destination, "big", Large))
                : null);
        var run = await fleet.RunToEndAsync(Spec("s3", "srcbucket"));
        Assert.Equal((RunState.Complete, 1L, 1L), (run.State, run.Totals.Adopted, run.Totals.Verified));
        await AssertNothingIsLeftAsync(fleet);
    }

    [Fact]
    public async Task An_upload_that_was_aborted_underneath_is_begun_anew()
    {
        await using var fleet = await SceneAsync("s3", "srcbucket");
        fleet.Emulator.Faults.Add(new FaultRule
        {
            Kind = FaultKind.Hook, Operations = [Operation.UploadPartCopy], Count = 1, Hook = async () =>
            {
                foreach (var upload in await ListOpenAsync(fleet)) (await fleet.Store("s3").AbortUploadAsync(Destination, upload.Key, upload.UploadId, CancellationToken.None)).ValueOrThrow();
                await ExecuteAsync(fleet, "UPDATE bulkcopy.uploads SET state = 'Aborted', closed_at = now() WHERE state = 'Open'");
            },
        });
        var run = await fleet.RunToEndAsync(Spec("s3", "srcbucket"));
        Assert.Equal((RunState.Complete, 1L), (run.State, run.Totals.Copied));
        await AssertNothingIsLeftAsync(fleet);
    }

    [Fact]
    public async Task Parts_that_waited_while_their_run_failed_are_copied_when_its_failures_are_tried_again()
    {
        await using var fleet = await SceneAsync("s3", "srcbucket");
        await fleet.PutAsync("s3", "srcbucket", "refused", [1]);
        fleet.Emulator.Faults.Add(new FaultRule { Kind = FaultKind.InternalError, Status = 403, Code = "AccessDenied", Operations = [Operation.CopyObject], Bucket = Destination });
        fleet.Emulator.Faults.Add(new FaultRule { Kind = FaultKind.InternalError, Status = 400, Code = "BadDigest", Operations = [Operation.UploadPartCopy] });
        var spec = Spec("s3", "srcbucket") with { Failures = new FailurePolicy { BaseDelay = TimeSpan.FromHours(1), MaxDelay = TimeSpan.FromHours(1), StopAtFailedPercent = 100 } };
        var run = await fleet.Ledger.Runs.CreateAsync(spec, null, CancellationToken.None);
        using var stopping = new CancellationTokenSource();
        var working = fleet.WorkAsync("w", null, stopping.Token);
        await fleet.UntilAsync(run.Id, now => now.Totals.Failed == 1, working);
        while (await ScalarAsync<long>(fleet, $"SELECT count(*) FROM bulkcopy.segments_{run.Id} WHERE kind = 'UploadParts' AND state = 'Ready' AND tries > 0") == 0)
            await Task.Delay(TimeSpan.FromMilliseconds(30), TimeProvider.System, stopping.Token);
        await fleet.Ledger.Runs.MoveAsync(run.Id, [RunState.Active], RunState.Failing, "test", CancellationToken.None);
        await fleet.UntilAsync(run.Id, now => now.State == RunState.Failed, working);

        fleet.Emulator.Faults.Clear();
        await ExecuteAsync(fleet, $"UPDATE bulkcopy.segments_{run.Id} SET due_at = now() WHERE state = 'Ready'");
        Assert.Equal(1L, await new RetryFailed(fleet.Database).RetryAsync(run.Id, null, null, "test", CancellationToken.None));
        var ended = await fleet.UntilAsync(run.Id, now => now.FinishedAt is not null, working);
        await stopping.CancelAsync();
        await working;
        Assert.Equal((RunState.Complete, 2L), (ended.State, ended.Totals.Copied));
        await AssertNothingIsLeftAsync(fleet);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Parts_of_an_upload_that_was_given_up_are_not_taken_for_those_of_the_next(bool named)
    {
        await using var fleet = await SceneAsync("s3", "srcbucket");
        var insert = "INSERT INTO bulkcopy.segments (run_id, segment_id, kind, entry_count, byte_count, entry_ids, first_part, last_part, ask_first, upload_no) "
            + $"SELECT run_id, nextval('bulkcopy.segment_id'), 'UploadParts', 1, 0, entry_ids, 2, 40, true, {(named ? "0" : "NULL")} FROM bulkcopy.segments WHERE kind = 'UploadParts' LIMIT 1";
        fleet.Emulator.Faults.Add(new FaultRule { Kind = FaultKind.Hook, Operations = [Operation.UploadPartCopy], Count = 1, Hook = () => ExecuteAsync(fleet, insert) });
        var run = await fleet.RunToEndAsync(Spec("s3", "srcbucket"));
        Assert.Equal((RunState.Complete, 1L), (run.State, run.Totals.Copied));
        await AssertNothingIsLeftAsync(fleet);
    }

    [Fact]
    public async Task An_object_that_was_planned_anew_by_a_worker_that_died_goes_the_way_of_the_plan()
    {
        await using var fleet = await SceneAsync("cos", "src-1250000000");
        var died = 0;
        fleet.Between = (_, store) => InterceptedStore.Over(store, (name, _) =>
            name == nameof(IObjectStore.CreateUploadAsync) && Interlocked.Exchange(ref died, 1) == 0 ? DieAsync() : null);
        var run = await fleet.RunToEndAsync(Spec("cos", "src-1250000000"));
        Assert.Equal((RunState.Complete, 1L, 1), (run.State, run.Totals.Copied, died));
        Assert.Equal(3L, Assert.Single(await fleet.ListAsync("s3", Destination)).Size);
        await AssertNothingIsLeftAsync(fleet);

        async Task<StoreResult<string>> DieAsync()
        {
            await fleet.PutAsync("cos", "src-1250000000", "big", [1, 2, 3]);
            var now = (await fleet.Store("cos").HeadObjectAsync(new ReadObjectRequest { Bucket = "src-1250000000", Key = "big" }, CancellationToken.None)).ValueOrThrow();
            await foreach (var row in fleet.Reports.ReadRowsAsync(new RunId(await ScalarAsync<int>(fleet, "SELECT max(run_id) FROM bulkcopy.runs")), null, false, CancellationToken.None))
                await fleet.Ledger.Revisions.ReviseAsync(new RunId(await ScalarAsync<int>(fleet, "SELECT max(run_id) FROM bulkcopy.runs")),
                    row.Entry with { Size = 3, ETag = now.ETag, LastModified = now.LastModified, Way = CopyWay.Relay }, CancellationToken.None);
            return new(new StoreError { Code = StoreErrorCode.BadDigest, Operation = "CreateMultipartUpload", Message = "the worker died" });
        }
    }

    [Fact]
    public async Task An_upload_whose_intention_was_settled_while_it_was_begun_is_aborted_and_another_is_begun()
    {
        await using var fleet = await SceneAsync("s3", "srcbucket");
        fleet.Emulator.Faults.Add(new FaultRule
        {
            Kind = FaultKind.Hook, Operations = [Operation.CreateMultipartUpload], Count = 1,
            Hook = () => ExecuteAsync(fleet, "UPDATE bulkcopy.uploads SET state = 'Aborted', closed_at = now() WHERE state = 'Intended'"),
        });
        var run = await fleet.RunToEndAsync(Spec("s3", "srcbucket"));
        Assert.Equal((RunState.Complete, 1L), (run.State, run.Totals.Copied));
        await AssertNothingIsLeftAsync(fleet);
        Assert.Equal(2L, await ScalarAsync<long>(fleet, "SELECT count(*) FROM bulkcopy.uploads WHERE upload_id IS NOT NULL"));
    }

    private async Task<Fleet> SceneAsync(string from, string source)
    {
        var fleet = await Fleet.StartAsync(postgres);
        await fleet.CreateBucketAsync(from, source);
        await fleet.CreateBucketAsync("s3", Destination);
        await fleet.PutAsync(from, source, "big", Large);
        return fleet;
    }

    private static JobSpec Spec(string from, string source) => new()
    {
        Name = "uploading",
        Source = new(from, source, ""),
        Destination = new("s3", Destination, ""),
        Copy = new CopyOptions { PartCopyThresholdBytes = 6 << 20, PartSizeBytes = 6 << 20, RelayPartSizeBytes = 6 << 20, Probe = false },
        Failures = new FailurePolicy { BaseDelay = TimeSpan.FromMilliseconds(10), MaxDelay = TimeSpan.FromMilliseconds(50) },
    };

    private static async Task AssertNothingIsLeftAsync(Fleet fleet)
    {
        await new AbortOrphanedUploads(fleet.Ledger.Uploads, fleet).SweepAsync(CancellationToken.None);
        Assert.Empty(await ListOpenAsync(fleet));
        Assert.Equal(0L, await ScalarAsync<long>(fleet, "SELECT count(*) FROM bulkcopy.uploads WHERE closed_at IS NULL"));
    }

    private static async Task<IReadOnlyList<ListedUpload>> ListOpenAsync(Fleet fleet) =>
        (await fleet.Store("s3").ListUploadsAsync(Destination, "", null, null, CancellationToken.None)).ValueOrThrow().Uploads;

    private static async Task ExecuteAsync(Fleet fleet, string sql)
    {
        await using var command = fleet.Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<T> ScalarAsync<T>(Fleet fleet, string sql)
    {
        await using var command = fleet.Database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }
}
