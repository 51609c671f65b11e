using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Planning;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Uploads;
using BulkCopy.Engine.Workers;
using BulkCopy.Testing;
using Npgsql;
using Xunit;

namespace BulkCopy.Postgres.Tests.Ledger;

public sealed class UploadLedgerTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    [Fact]
    public async Task An_upload_is_intended_then_open_then_completed()
    {
        var scene = await LedgerScene.OpenAsync(database);
        var intended = await IntendAsync(scene, new EntryId(7));
        Assert.Equal((UploadState.Intended, null), (intended.State, intended.UploadId));
        Assert.True(await scene.Uploads.OpenAsync(intended.UploadNo, "id", 5 << 20, 3, ulong.MaxValue, default));
        Assert.False(await scene.Uploads.OpenAsync(intended.UploadNo, "other", 5 << 20, 3, null, default));
        var second = await IntendAsync(scene, new EntryId(7));
        var uploads = await scene.Uploads.ListByEntryAsync(scene.Run, new EntryId(7), default);
        Assert.Equal([second.UploadNo, intended.UploadNo], uploads.Select(upload => upload.UploadNo));
        Assert.Equal(intended with { State = UploadState.Open, UploadId = "id", PartSizeBytes = 5 << 20, PartCount = 3, SourceCrc64 = ulong.MaxValue }, uploads[1]);
        Assert.True(await scene.Uploads.MoveAsync(intended.UploadNo, UploadState.Open, UploadState.Completed, default));
        Assert.False(await scene.Uploads.MoveAsync(intended.UploadNo, UploadState.Open, UploadState.Aborting, default));
    }

    [Fact]
    public async Task Uploads_to_abort_are_those_marked_and_those_of_runs_that_ended()
    {
        var scene = await LedgerScene.OpenAsync(database);
        await scene.ListAsync(1, 1);
        var working = await IntendAsync(scene, new EntryId(1));
        var marked = await IntendAsync(scene, new EntryId(2));
        await scene.Uploads.OpenAsync(marked.UploadNo, "id", 1, 1, null, default);
        await scene.Uploads.MoveAsync(marked.UploadNo, UploadState.Open, UploadState.Aborting, default);
        Assert.Equal([marked.UploadNo], await ToAbortAsync(scene));

        var worker = await scene.RegisterAsync();
        var segment = await scene.ClaimOneAsync(worker);
        await scene.Runs.MoveAsync(scene.Run, [RunState.Active], RunState.Cancelling, null, default);
        Assert.Equal([marked.UploadNo], await ToAbortAsync(scene));
        await scene.WriteAsync(worker, segment, [], end: true);
        Assert.Equal([working.UploadNo, marked.UploadNo], await ToAbortAsync(scene));

        await scene.Uploads.MoveAsync(working.UploadNo, UploadState.Intended, UploadState.Aborted, default);
        await scene.Uploads.MoveAsync(marked.UploadNo, UploadState.Aborting, UploadState.Aborted, default);
        Assert.Empty(await ToAbortAsync(scene));
    }

    [Fact]
    public async Task Open_uploads_are_marked_only_while_their_run_is_over()
    {
        var scene = await LedgerScene.OpenAsync(database);
        var left = await IntendAsync(scene, new EntryId(1));
        await scene.Uploads.OpenAsync(left.UploadNo, "id", 1, 1, null, default);
        await scene.Runs.MoveAsync(scene.Run, [RunState.Active], RunState.Failed, null, default);

        // Who reopens the run is in the middle of it: the sweep waits, and then leaves the upload alone.
        await using var reopening = await scene.Database.OpenConnectionAsync();
        await using var transaction = await reopening.BeginTransactionAsync();
        await using (var reopen = new NpgsqlCommand($"UPDATE bulkcopy.runs SET state = 'Ready', finished_at = NULL WHERE run_id = {scene.Run}", reopening)) await reopen.ExecuteNonQueryAsync();
        var sweeping = ToAbortAsync(scene);
        await using (var waits = scene.Database.CreateCommand("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%left_behind%' AND datname = current_database()"))
            while ((long)(await waits.ExecuteScalarAsync())! == 0) await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        await transaction.CommitAsync();
        Assert.Empty(await sweeping);
        Assert.Equal(UploadState.Open, (await FindAsync(scene, left)).State);

        await scene.Runs.MoveAsync(scene.Run, [RunState.Ready], RunState.Failed, null, default);
        Assert.Equal([left.UploadNo], await ToAbortAsync(scene));
        Assert.Equal(UploadState.Aborting, (await FindAsync(scene, left)).State);
        await scene.Uploads.MoveAsync(left.UploadNo, UploadState.Aborting, UploadState.Aborted, default);
    }

    [Theory]
    [InlineData(UploadState.Open)]
    [InlineData(UploadState.Aborting)]
    [InlineData(UploadState.Aborted)]
    public async Task Exactly_one_segment_gives_an_upload_up_also_one_that_was_aborted_already(UploadState state)
    {
        var scene = await LedgerScene.OpenAsync(database);
        var upload = await IntendAsync(scene, new EntryId(1));
        await scene.Uploads.OpenAsync(upload.UploadNo, "id", 1, 1, null, default);
        if (state != UploadState.Open) await scene.Uploads.MoveAsync(upload.UploadNo, UploadState.Open, state, default);
        Assert.True(await scene.Uploads.GiveUpAsync(upload.UploadNo, new SegmentId(5), default));
        Assert.False(await scene.Uploads.GiveUpAsync(upload.UploadNo, new SegmentId(6), default));
        Assert.True(await scene.Uploads.GiveUpAsync(upload.UploadNo, new SegmentId(5), default));
        var given = await FindAsync(scene, upload);
        Assert.Equal((new SegmentId(5), state == UploadState.Aborted ? UploadState.Aborted : UploadState.Aborting), (given.GivenUpBy!.Value, given.State));
        await scene.Uploads.MoveAsync(upload.UploadNo, UploadState.Aborting, UploadState.Aborted, default);
    }

    [Fact]
    public async Task A_completed_upload_is_not_given_up()
    {
        var scene = await LedgerScene.OpenAsync(database);
        var upload = await IntendAsync(scene, new EntryId(1));
        await scene.Uploads.OpenAsync(upload.UploadNo, "id", 1, 1, null, default);
        await scene.Uploads.MoveAsync(upload.UploadNo, UploadState.Open, UploadState.Completed, default);
        Assert.False(await scene.Uploads.GiveUpAsync(upload.UploadNo, new SegmentId(5), default));
    }

    [Fact]
    public async Task The_id_of_an_upload_whose_intention_was_settled_is_written_down_to_be_aborted()
    {
        var scene = await LedgerScene.OpenAsync(database);
        var upload = await IntendAsync(scene, new EntryId(1));
        await scene.Uploads.MoveAsync(upload.UploadNo, UploadState.Intended, UploadState.Aborted, default);
        Assert.False(await scene.Uploads.OpenAsync(upload.UploadNo, "id", 1, 1, null, default));
        var late = await FindAsync(scene, upload);
        Assert.Equal((UploadState.Aborting, "id"), (late.State, late.UploadId));
        Assert.Equal([upload.UploadNo], await ToAbortAsync(scene));
        await scene.Uploads.MoveAsync(upload.UploadNo, UploadState.Aborting, UploadState.Aborted, default);
    }

    [Fact]
    public async Task Uploads_outlive_their_run()
    {
        var scene = await LedgerScene.OpenAsync(database);
        var left = await IntendAsync(scene, new EntryId(1));
        await scene.Runs.MoveAsync(scene.Run, [RunState.Active], RunState.Complete, null, default);
        await new BulkCopy.Postgres.Ledger.RunRetention(scene.Database).DropAsync(scene.Run, null, default);
        Assert.Equal([left.UploadNo], await ToAbortAsync(scene));
        await scene.Uploads.MoveAsync(left.UploadNo, UploadState.Intended, UploadState.Aborted, default);
    }

    [Fact]
    public async Task A_part_that_is_copied_again_replaces_the_first()
    {
        var (scene, worker, upload, segments) = await OpenUploadAsync(parts: 4, perSegment: 4);
        await scene.Segments.WriteAsync(Parts(scene, worker, upload, segments[0], "first"), default);
        await scene.Segments.WriteAsync(Parts(scene, worker, upload, segments[0], "second"), default);
        var parts = await scene.Uploads.ListPartsAsync(scene.Run, upload.Entry, upload.UploadNo, default);
        Assert.Equal([1, 2, 3, 4], parts.Select(part => part.PartNumber));
        Assert.All(parts, part => Assert.Equal(("second", 3UL, TimeSpan.FromMilliseconds(4), LedgerScene.Noon), (part.ETag, part.Crc64!.Value, part.Duration, part.At)));
    }

    [Fact]
    public async Task Of_those_who_end_the_part_segments_at_once_exactly_one_adds_the_closing_segment()
    {
        var (scene, worker, upload, segments) = await OpenUploadAsync(parts: 12, perSegment: 1);
        await Task.WhenAll(segments.Select(segment => scene.Segments.WriteAsync(
            Parts(scene, worker, upload, segment, "etag") with { Ends = [new SegmentEnd(segment, [], upload.UploadNo)] }, default)));
        var close = await scene.ClaimOneAsync(worker);
        Assert.Equal(SegmentKind.UploadClose, close.Kind);
        Assert.Equal([upload.Entry], close.EntryIds);
        Assert.Empty(await scene.Segments.ClaimAsync(scene.Run, worker, 5, default));
        Assert.Equal(upload.Entry, Assert.Single(await scene.Segments.ReadPendingAsync(close, default)).Entry.Id);
    }

    [Fact]
    public async Task An_upload_that_lacks_a_part_or_is_being_aborted_is_not_closed()
    {
        var (scene, worker, upload, segments) = await OpenUploadAsync(parts: 2, perSegment: 1);
        var first = Parts(scene, worker, upload, segments[0], "etag") with { Ends = [new SegmentEnd(segments[0], [], upload.UploadNo)] };
        await scene.Segments.WriteAsync(first, default);
        Assert.Empty(await scene.Segments.ClaimAsync(scene.Run, worker, 1, default));
        await scene.Uploads.MoveAsync(upload.UploadNo, UploadState.Open, UploadState.Aborting, default);
        await scene.Segments.WriteAsync(Parts(scene, worker, upload, segments[1], "etag") with { Ends = [new SegmentEnd(segments[1], [], upload.UploadNo)] }, default);
        Assert.Empty(await scene.Segments.ClaimAsync(scene.Run, worker, 1, default));
        await scene.Uploads.MoveAsync(upload.UploadNo, UploadState.Aborting, UploadState.Aborted, default);
    }

    private static Task<UploadRecord> IntendAsync(LedgerScene scene, EntryId entry) => scene.Uploads.IntendAsync(scene.Run, entry, "s3", "archive", "old/a", default);

    private static async Task<UploadRecord> FindAsync(LedgerScene scene, UploadRecord upload) =>
        (await scene.Uploads.ListByEntryAsync(scene.Run, upload.Entry, default)).Single(found => found.UploadNo == upload.UploadNo);

    private static async Task<IEnumerable<long>> ToAbortAsync(LedgerScene scene) => (await scene.Uploads.ListToAbortAsync(10, default)).Select(upload => upload.UploadNo);

    private async Task<(LedgerScene Scene, WorkerId Worker, UploadRecord Upload, IReadOnlyList<LeasedSegment> Segments)> OpenUploadAsync(int parts, int perSegment)
    {
        var scene = await LedgerScene.OpenAsync(database);
        var listed = Assert.Single(await scene.ListAsync(1, 1, _ => CopyWay.PartCopy));
        var worker = await scene.RegisterAsync();
        var upload = await IntendAsync(scene, listed.Entry(0));
        await scene.Uploads.OpenAsync(upload.UploadNo, "id", 5 << 20, parts, null, default);
        var next = Enumerable.Range(0, parts / perSegment).Select(i => new PlannedSegment
        {
            Id = default,
            Kind = SegmentKind.UploadParts,
            EntryCount = 1,
            ByteCount = 1,
            EntryIds = [upload.Entry],
            FirstPart = (i * perSegment) + 1,
            LastPart = (i + 1) * perSegment,
            UploadNo = upload.UploadNo,
        });
        var objects = await scene.ClaimOneAsync(worker);
        await scene.Segments.WriteAsync(new LedgerBatch { Run = scene.Run, Worker = worker, Ends = [new SegmentEnd(objects, [.. next])] }, default);
        var segments = await scene.Segments.ClaimAsync(scene.Run, worker, parts, default);
        Assert.All(segments, segment => Assert.Equal(upload.UploadNo, segment.UploadNo));
        return (scene, worker, upload, segments);
    }

    private static LedgerBatch Parts(LedgerScene scene, WorkerId worker, UploadRecord upload, LeasedSegment segment, string etag) => new()
    {
        Run = scene.Run,
        Worker = worker,
        Parts = [.. Enumerable.Range(segment.FirstPart!.Value, segment.LastPart!.Value - segment.FirstPart.Value + 1).Select(part => new PartOutcome
        {
            Segment = segment,
            Entry = upload.Entry,
            UploadNo = upload.UploadNo,
            PartNumber = part,
            ETag = etag,
            Crc64 = 3,
            Duration = TimeSpan.FromMilliseconds(4),
            At = LedgerScene.Noon,
        })],
    };
}
