using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Planning;
using BulkCopy.Engine.Segments;
using BulkCopy.Postgres.Ledger;
using BulkCopy.Postgres.Queries;
using BulkCopy.Testing;
using Xunit;

namespace BulkCopy.Postgres.Tests.Ledger;

public sealed class UploadSummariesTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    [Fact]
    public async Task Parts_of_uploads_that_ended_runs_left_behind_are_leaked_and_those_of_a_run_at_work_are_not()
    {
        var scene = await LedgerScene.OpenAsync(database);
        var listed = Assert.Single(await scene.ListAsync(1, 1, _ => CopyWay.PartCopy));
        var worker = await scene.RegisterAsync();
        var upload = await scene.Uploads.IntendAsync(scene.Run, listed.Entry(0), "s3", "archive", "old/a", default);
        await scene.Uploads.OpenAsync(upload.UploadNo, "id", 5 << 20, 4, null, default);
        var objects = await scene.ClaimOneAsync(worker);
        var parts = new PlannedSegment { Id = default, Kind = SegmentKind.UploadParts, EntryCount = 1, ByteCount = 1, EntryIds = [upload.Entry], FirstPart = 1, LastPart = 4 };
        await scene.Segments.WriteAsync(new LedgerBatch { Run = scene.Run, Worker = worker, Ends = [new SegmentEnd(objects, [parts])] }, default);
        var segment = await scene.ClaimOneAsync(worker);
        await scene.Segments.WriteAsync(new LedgerBatch { Run = scene.Run, Worker = worker, Parts = [Part(1), Part(2), Part(3)] }, default);

        var summaries = new UploadSummaries(scene.Database);
        var working = await summaries.ReadAsync(scene.Run, default);
        Assert.Equal((1L, 0L, 0L), (working.Open, working.Orphaned, working.LeakedBytes));

        await scene.Runs.MoveAsync(scene.Run, [RunState.Active], RunState.Complete, null, default);
        await scene.Uploads.PostponeAbortAsync(upload.UploadNo, "the store is away", default);
        var left = await summaries.ReadAsync(scene.Run, default);
        Assert.Equal((1L, 1L, 3L * (5 << 20)), (left.Open, left.Orphaned, left.LeakedBytes));
        Assert.Equal(["the store is away"], left.Notes);
        Assert.Empty(await scene.Uploads.ListToAbortAsync(10, default));
        Assert.True((await summaries.ReadAsync(null, default)).LeakedBytes >= left.LeakedBytes);

        await new RunRetention(scene.Database).DropAsync(scene.Run, null, default);
        Assert.Equal(1, (await summaries.ReadAsync(scene.Run, default)).Orphaned);

        PartOutcome Part(int number) => new() { Segment = segment, Entry = upload.Entry, UploadNo = upload.UploadNo, PartNumber = number, ETag = "e", At = LedgerScene.Noon };
    }
}
