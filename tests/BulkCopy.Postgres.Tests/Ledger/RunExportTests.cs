using BulkCopy.Engine.Reporting;
using BulkCopy.Postgres.Ledger;
using BulkCopy.Testing;
using Xunit;

namespace BulkCopy.Postgres.Tests.Ledger;

public sealed class RunExportTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    [Fact]
    public async Task Every_row_is_exported_once_and_in_order_over_many_pages()
    {
        const int Entries = 4500;
        var scene = await LedgerScene.OpenAsync(database);
        await scene.ListAsync(Entries, 1000);
        var worker = await scene.RegisterAsync();
        foreach (var segment in await scene.Segments.ClaimAsync(scene.Run, worker, 10, default))
        {
            var pending = await scene.Segments.ReadPendingAsync(segment, default);
            await scene.WriteAsync(worker, segment, pending.Select(entry => LedgerScene.Failed(entry.Entry.Id)));
            await scene.WriteAsync(worker, segment, pending.Select(entry => LedgerScene.Copied(entry.Entry.Id, 2)), end: true);
        }
        await scene.Runs.AppendEventAsync(scene.Run, "listed", "all of it", default);

        var entries = await ReadAsync(scene, ExportPart.Entries);
        Assert.Equal(Enumerable.Range(0, Entries).Select(LedgerScene.Key), entries.Select(row => (string)row["key"]!));
        var outcomes = await ReadAsync(scene, ExportPart.Outcomes);
        Assert.Equal(2 * Entries, outcomes.Count);
        Assert.Equal(outcomes, outcomes.OrderBy(row => (long)row["entry"]!).ThenBy(row => (long)row["attempt"]!));
        Assert.Equal($"{ulong.MaxValue - 1}", outcomes[1]["crc64"]);
        Assert.Equal(("Failed", false, null), (outcomes[0]["result"], outcomes[0]["final"], outcomes[0]["crc64"]));
        Assert.Equal("all of it", Assert.Single(await ReadAsync(scene, ExportPart.Events))["message"]);
        Assert.Empty(await ReadAsync(scene, ExportPart.Parts));
    }

    [Theory]
    [InlineData(ExportPart.Entries)]
    [InlineData(ExportPart.Outcomes)]
    [InlineData(ExportPart.Parts)]
    [InlineData(ExportPart.Events)]
    public void Columns_have_names_of_their_own(ExportPart part)
    {
        var columns = RunExport.Columns(part);
        Assert.True(columns.Count >= 4);
        Assert.Equal(columns.Count, columns.Distinct().Count());
    }

    private static async Task<List<Dictionary<string, object?>>> ReadAsync(LedgerScene scene, ExportPart part)
    {
        var columns = RunExport.Columns(part);
        var rows = new List<Dictionary<string, object?>>();
        await foreach (var row in new RunExport(scene.Database).ReadAsync(scene.Run, part, default))
            rows.Add(columns.Zip(row).ToDictionary(pair => pair.First, pair => pair.Second));
        return rows;
    }
}
