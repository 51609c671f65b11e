using BulkCopy.Emulator.Faults;
using BulkCopy.Emulator.Requests;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Tests.Workers;
using BulkCopy.Engine.Uploads;
using BulkCopy.ObjectStores;
using BulkCopy.Testing;

namespace BulkCopy.Engine.Tests.Uploads;

public sealed class AbortOrphanedUploadsTests(PostgresFixture postgres)
{
    private const string Bucket = "dstbucket";
    private const string Key = "large file";

    [Fact]
    public async Task An_upload_is_aborted_again_and_again_until_the_store_confirms_that_it_is_gone()
    {
        await using var fleet = await SceneAsync();
        var upload = await OpenAsync(fleet, await EndedRunAsync(fleet), await BeginAsync(fleet));
        var sweep = new AbortOrphanedUploads(fleet.Ledger.Uploads, fleet);
        fleet.Emulator.Faults.Add(new FaultRule { Kind = FaultKind.InternalError, Operations = [Operation.AbortMultipartUpload] });
        for (var tries = 1; tries <= 3; tries++)
        {
            Assert.Equal(0, await sweep.SweepAsync(CancellationToken.None));
            Assert.Empty(await fleet.Ledger.Uploads.ListToAbortAsync(10, CancellationToken.None));
            await ExecuteAsync(fleet, "UPDATE bulkcopy.uploads SET abort_after = NULL");
        }
        Assert.Equal((UploadState.Aborting, 3, true), (await StateAsync(fleet, upload), await ScalarAsync<int>(fleet, "SELECT abort_tries FROM bulkcopy.uploads"),
            (await ScalarAsync<string>(fleet, "SELECT note FROM bulkcopy.uploads")).Contains(nameof(StoreErrorCode.ServerError), StringComparison.Ordinal)));

        fleet.Emulator.Faults.Clear();
        // An abort that is said to have worked is not believed: the parts are asked for.
        fleet.Between = (_, store) => TamperedAbort.Over(store);
        Assert.Equal(0, await sweep.SweepAsync(CancellationToken.None));
        await ExecuteAsync(fleet, "UPDATE bulkcopy.uploads SET abort_after = NULL");
        fleet.Between = (_, store) => store;

        Assert.Equal(1, await sweep.SweepAsync(CancellationToken.None));
        Assert.Equal(UploadState.Aborted, await StateAsync(fleet, upload));
        Assert.Empty(await OpenUploadsAsync(fleet));
        Assert.Equal(0, await sweep.SweepAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_store_that_is_away_does_not_hold_up_the_uploads_of_others()
    {
        await using var fleet = await SceneAsync();
        var run = await EndedRunAsync(fleet);
        for (var i = 0; i < 120; i++) await fleet.Ledger.Uploads.IntendAsync(run, new EntryId(i), "not-configured", Bucket, $"k{i}", CancellationToken.None);
        var upload = await OpenAsync(fleet, run, await BeginAsync(fleet));
        var sweep = new AbortOrphanedUploads(fleet.Ledger.Uploads, fleet);
        await sweep.SweepAsync(CancellationToken.None);
        await sweep.SweepAsync(CancellationToken.None);
        Assert.Equal(UploadState.Aborted, await StateAsync(fleet, upload));
    }

    [Fact]
    public async Task An_upload_that_began_after_its_intention_and_was_never_written_down_is_found_and_aborted()
    {
        await using var fleet = await SceneAsync();
        var intended = await IntendAsync(fleet, await EndedRunAsync(fleet));
        await BeginAsync(fleet);
        Assert.Equal(1, await new AbortOrphanedUploads(fleet.Ledger.Uploads, fleet).SweepAsync(CancellationToken.None));
        Assert.Empty(await OpenUploadsAsync(fleet));
        Assert.Equal(UploadState.Aborted, await StateAsync(fleet, intended));
    }

    [Theory]
    [InlineData("older")]
    [InlineData("with parts")]
    [InlineData("two of them")]
    [InlineData("of a longer key")]
    [InlineData("of another run")]
    [InlineData("intended by another run")]
    public async Task An_upload_that_is_not_provably_ours_is_never_touched(string foreign)
    {
        await using var fleet = await SceneAsync();
        var run = await EndedRunAsync(fleet);
        var intended = await IntendAsync(fleet, run);
        var id = await BeginAsync(fleet, foreign == "of a longer key" ? Key + "/more" : Key);
        switch (foreign)
        {
            case "older":
                await ExecuteAsync(fleet, "UPDATE bulkcopy.uploads SET intended_at = now() + interval '1 minute'");
                break;
            case "with parts":
                (await fleet.Store("s3").UploadPartAsync(new UploadPartRequest { Bucket = Bucket, Key = Key, UploadId = id, PartNumber = 1, Content = new MemoryStream([1]), Length = 1 }, CancellationToken.None)).ValueOrThrow();
                break;
            case "two of them":
                await BeginAsync(fleet);
                break;
            case "of another run":
                await OpenAsync(fleet, await UnfinishedRunAsync(fleet), id);
                break;
            case "intended by another run":
                await IntendAsync(fleet, await UnfinishedRunAsync(fleet));
                break;
            default:
                break;
        }
        var before = await OpenUploadsAsync(fleet);
        await new AbortOrphanedUploads(fleet.Ledger.Uploads, fleet).SweepAsync(CancellationToken.None);
        Assert.Equal(before, await OpenUploadsAsync(fleet));
        Assert.Equal(UploadState.Aborted, await StateAsync(fleet, intended));
        Assert.Equal(0, fleet.Emulator.Requests.Count(Operation.AbortMultipartUpload));
    }

    [Fact]
    public async Task Two_crashes_between_intention_and_answer_leave_two_uploads_and_both_are_found()
    {
        await using var fleet = await SceneAsync();
        var run = await EndedRunAsync(fleet);
        for (var crash = 0; crash < 2; crash++)
        {
            await IntendAsync(fleet, run);
            await BeginAsync(fleet);
        }
        await new AbortOrphanedUploads(fleet.Ledger.Uploads, fleet).SweepAsync(CancellationToken.None);
        Assert.Empty(await OpenUploadsAsync(fleet));
    }

    private async Task<Fleet> SceneAsync()
    {
        var fleet = await Fleet.StartAsync(postgres);
        await fleet.CreateBucketAsync("s3", Bucket);
        return fleet;
    }

    private static async Task<RunId> UnfinishedRunAsync(Fleet fleet) => (await fleet.Ledger.Runs.CreateAsync(
        new JobSpec { Name = "test", Source = new("s3", "srcbucket", ""), Destination = new("s3", Bucket, "") }, null, CancellationToken.None)).Id;

    private static async Task<RunId> EndedRunAsync(Fleet fleet)
    {
        var run = await UnfinishedRunAsync(fleet);
        await fleet.Ledger.Runs.MoveAsync(run, [RunState.New], RunState.Failed, "test", CancellationToken.None);
        return run;
    }

    private static Task<UploadRecord> IntendAsync(Fleet fleet, RunId run) => fleet.Ledger.Uploads.IntendAsync(run, new EntryId(1), "s3", Bucket, Key, CancellationToken.None);

    private static async Task<UploadRecord> OpenAsync(Fleet fleet, RunId run, string id)
    {
        var intended = await IntendAsync(fleet, run);
        await fleet.Ledger.Uploads.OpenAsync(intended.UploadNo, id, 5 << 20, 3, null, CancellationToken.None);
        return intended;
    }

    private static async Task<string> BeginAsync(Fleet fleet, string key = Key) =>
        (await fleet.Store("s3").CreateUploadAsync(new CreateUploadRequest { Bucket = Bucket, Key = key }, CancellationToken.None)).ValueOrThrow();

    private static async Task<IReadOnlyList<string>> OpenUploadsAsync(Fleet fleet) =>
        [.. (await fleet.Store("s3").ListUploadsAsync(Bucket, "", null, null, CancellationToken.None)).ValueOrThrow().Uploads.Select(upload => upload.UploadId).Order(StringComparer.Ordinal)];

    private static async Task<UploadState> StateAsync(Fleet fleet, UploadRecord upload) =>
        (await fleet.Ledger.Uploads.ListByEntryAsync(upload.Run, upload.Entry, CancellationToken.None)).Single(found => found.UploadNo == upload.UploadNo).State;

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
