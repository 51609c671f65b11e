using BulkCopy.Engine.Planning;
using BulkCopy.Engine.Reporting;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Uploads;
using BulkCopy.Testing;
using Xunit;

namespace BulkCopy.Postgres.Tests.Ledger;

public sealed class ReportLedgerTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    [Fact]
    public async Task Rows_are_read_page_by_page_with_their_newest_outcome()
    {
        var scene = await LedgerScene.OpenAsync(database);
        await scene.ListAsync(4500, 1000);
        var worker = await scene.RegisterAsync();
        var segment = await scene.ClaimOneAsync(worker);
        var (retried, failed) = (segment.Id.Entry(3), segment.Id.Entry(4));
        await scene.WriteAsync(worker, segment, [LedgerScene.Failed(retried), LedgerScene.Copied(retried, 2), LedgerScene.Failed(failed, final: true)]);

        var rows = await scene.Reports.ReadRowsAsync(scene.Run, null, false, default).ToListAsync();
        Assert.Equal(Enumerable.Range(0, 4500).Select(LedgerScene.Key), rows.Select(row => row.Entry.Key));
        Assert.Equal(LedgerScene.Copied(retried, 2), rows[3].Outcome);
        Assert.Equal(LedgerScene.Failed(failed, final: true), rows[4].Outcome);
        Assert.Null(rows[5].Outcome);
        Assert.Equal(4496, await scene.Reports.ReadRowsAsync(scene.Run, retried, false, default).CountAsync());
        Assert.Equal(failed, Assert.Single(await scene.Reports.ReadRowsAsync(scene.Run, null, true, default).ToListAsync()).Entry.Id);
        Assert.Empty(await scene.Reports.ReadRowsAsync(scene.Run, failed, true, default).ToListAsync());
    }

    [Fact]
    public async Task Failures_are_grouped_by_code_with_an_example_each()
    {
        var scene = await LedgerScene.OpenAsync(database);
        await scene.ListAsync(6, 6);
        var worker = await scene.RegisterAsync();
        var segment = await scene.ClaimOneAsync(worker);
        await scene.WriteAsync(worker, segment,
        [
            LedgerScene.Failed(segment.Id.Entry(0), code: "SlowDown"), LedgerScene.Failed(segment.Id.Entry(1), 1, true, "AccessDenied"),
            LedgerScene.Failed(segment.Id.Entry(2), 1, true, "NotFound"), LedgerScene.Failed(segment.Id.Entry(3), 1, true, "NotFound"),
        ]);
        Assert.Equal(
            [new FailureGroup("NotFound", 2, LedgerScene.Key(2), "it said no"), new FailureGroup("AccessDenied", 1, LedgerScene.Key(1), "it said no")],
            await scene.Reports.GroupFailuresAsync(scene.Run, default));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(31)]
    public async Task A_key_is_found_by_the_key_range_of_its_segment(int number)
    {
        var scene = await LedgerScene.OpenAsync(database);
        await scene.ListAsync(32, 8);
        var listed = Assert.Single(await scene.Reports.ExplainAsync(scene.Run, LedgerScene.Key(number), default));
        Assert.Equal("listed", listed.What);
        Assert.Contains("100 bytes", listed.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2024/000007x")]
    [InlineData("2024/")]
    [InlineData("zzz")]
    public async Task A_key_that_was_not_listed_has_no_history(string key)
    {
        var scene = await LedgerScene.OpenAsync(database);
        await scene.ListAsync(32, 8);
        Assert.Empty(await scene.Reports.ExplainAsync(scene.Run, key, default));
    }

    [Fact]
    public async Task Versions_of_a_key_in_several_segments_are_all_found()
    {
        var scene = await LedgerScene.OpenAsync(database);
        var lister = await scene.RegisterAsync();
        var range = await scene.Manifests.ClaimRangeAsync(scene.Run, lister, default);
        var page = await scene.PlanAsync(0, 12, 3);
        // Segments: 0 1 5 | 5 5 5 | 5 5 5 | 5 10 11
        page = page with { Entries = [.. page.Entries.Select((entry, i) => i is >= 2 and < 10 ? entry with { Key = LedgerScene.Key(5), VersionId = $"v{i}" } : entry)] };
        Assert.True(await scene.Manifests.AppendPageIfLeasedAsync(range!, lister, page, default));
        Assert.Equal(8, (await scene.Reports.ExplainAsync(scene.Run, LedgerScene.Key(5), default)).Count);
        Assert.Single(await scene.Reports.ExplainAsync(scene.Run, LedgerScene.Key(1), default));
        Assert.Single(await scene.Reports.ExplainAsync(scene.Run, LedgerScene.Key(10), default));
    }

    [Fact]
    public async Task A_history_tells_attempts_uploads_and_parts_in_order_of_time()
    {
        var scene = await LedgerScene.OpenAsync(database);
        var entry = Assert.Single(await scene.ListAsync(1, 1, _ => CopyWay.PartCopy)).Entry(0);
        var worker = await scene.RegisterAsync();
        var segment = await scene.ClaimOneAsync(worker);
        var upload = await scene.Uploads.IntendAsync(scene.Run, entry, "s3", "archive", "old/a", default);
        await scene.Uploads.OpenAsync(upload.UploadNo, "upload-id", 64, 2, null, default);
        var now = upload.IntendedAt;
        PartOutcome Part(int number) => new() { Segment = segment, Entry = entry, UploadNo = upload.UploadNo, PartNumber = number, ETag = "e", At = now.AddMinutes(number) };
        await scene.Segments.WriteAsync(scene.Batch(worker, segment,
            [LedgerScene.Failed(entry) with { At = now.AddMinutes(3) }, LedgerScene.Copied(entry, 2) with { At = now.AddMinutes(4) }])
            with { Parts = [Part(1), Part(2)] }, default);
        await scene.Uploads.MoveAsync(upload.UploadNo, UploadState.Open, UploadState.Completed, default);

        var history = await scene.Reports.ExplainAsync(scene.Run, LedgerScene.Key(0), default);
        Assert.Equal(["listed", "upload", "upload", "parts", "failed", "copied"], history.Select(item => item.What));
        Assert.Contains("2 parts between 1 and 2", history[3].Detail, StringComparison.Ordinal);
        Assert.Contains("ServiceUnavailable: it said no; to be tried again", history[4].Detail, StringComparison.Ordinal);
        Assert.Contains("proof Crc64", history[5].Detail, StringComparison.Ordinal);
        Assert.Equal(worker.Value, history[5].Worker);
        Assert.Equal(history.OrderBy(item => item.At), history);
    }

    [Fact]
    public async Task Events_are_the_newest_ones_oldest_first()
    {
        var scene = await LedgerScene.OpenAsync(database);
        foreach (var word in (string[])["one", "two", "three"])
            await scene.Runs.AppendEventAsync(scene.Run, "note", word, default);
        Assert.Equal(["two", "three"], (await scene.Reports.ReadEventsAsync(scene.Run, 2, default)).Select(item => item.Detail));
    }
}
