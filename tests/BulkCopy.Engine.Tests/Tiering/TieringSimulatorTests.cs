using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests.Reading;
using BulkCopy.Engine.Tiering;
using BulkCopy.ObjectStores;
using BulkCopy.Testing;

namespace BulkCopy.Engine.Tests.Tiering;

public sealed class TieringSimulatorTests(PostgresFixture postgres)
{
    private const string Prices = """
        asOf: 2026-11-01
        dialects:
          cos:
            currency: CNY
            classes:
              STANDARD: { storagePerGBMonth: 1073.741824, writesPer1000: 1, readsPer1000: 2 }
              STANDARD_IA: { storagePerGBMonth: 536.870912, writesPer1000: 3, readsPer1000: 4, retrievalPerGB: 10.73741824 }
              ARCHIVE: { storagePerGBMonth: 107.3741824, writesPer1000: 5, readsPer1000: 6, restoresPer1000: { Standard: 7 }, restorePerGB: { Standard: 21.47483648 } }
        """;

    [Theory]
    [InlineData("cos", "STANDARD", "STANDARD_IA", "ARCHIVE", 36_000, 300)]
    [InlineData("oss", "Standard", "IA", "Archive", 60, 7)]
    public async Task Counts_are_those_of_the_run_that_follows(string dialect, string standard, string infrequent, string archive, int acceleration, int days)
    {
        // Restores take about a second, and restored copies stay for ten minutes at least.
        await using var scene = await TieringScene.StartAsync(postgres, dialect, acceleration: acceleration);
        await scene.PutAllAsync(100, Enumerable.Range(0, 600).Select(i =>
            ($"{"abc"[i % 3]}/{i:D4}", (i % 5) switch { 0 => infrequent, 1 => archive, _ => standard }, i % 7 == 0 ? 1000 : 66_000 + i, i % 11 == 0 ? "yes" : null)));
        await scene.PutAllAsync(10, Enumerable.Range(600, 200).Select(i => ($"{"abc"[i % 3]}/{i:D4}", i % 2 == 0 ? infrequent : standard, 66_000, (string?)null)));
        var job = scene.Job($$"""
            version: 1
            name: p
            restore: { days: {{days}}, pollInterval: 1s, expiryMargin: 0s, requestsPerSecond: 1000, maxObjects: 50 }
            rules:
              - { name: kept, priority: 9, to: {{standard}}, match: { tags: { keep: "yes" } } }
              - { name: a down, priority: 8, to: {{infrequent}}, match: { prefix: a/, olderThan: 30d } }
              - { name: b away, priority: 7, to: {{archive}}, match: { prefix: b/, minSize: 64KB } }
              - { name: c up, priority: 6, to: {{standard}}, match: { prefix: c/, class: [{{infrequent}}, {{archive}}] } }
              - { name: big, priority: 5, to: {{infrequent}}, match: { minSize: 66500 } }
            """);
        var run = await scene.Ledger.Runs.CreateAsync(job, null, default);
        var report = await new TieringSimulator(scene.Store, job.Tiering!, run.CreatedAt).OverListingAsync(scene.Location, default);

        using var stopping = new CancellationTokenSource();
        var working = Task.WhenAll(scene.WorkAsync("a", stopping.Token), scene.WorkAsync("b", stopping.Token));
        var ended = await scene.UntilAsync(run.Id, r => r.FinishedAt is not null);
        await stopping.CancelAsync();
        await working;

        Assert.Equal((RunState.Complete, 800L), (ended.State, report.Objects));
        var moved = (await scene.Transitions.ListAsync(run.Id, 0, 10_000, default)).GroupBy(t => (t.Rule, t.ClassBefore, t.ClassAfter))
            .Select(group => (job.Tiering!.Policy.Rule(group.Key.Rule).Name, group.Key.ClassBefore!, group.Key.ClassAfter, group.LongCount(), group.Sum(t => t.Bytes)));
        // Which of the archived objects come within the cap depends on the order of workers; how many does not.
        Assert.Equal(
            report.Transitions.Where(t => t.Restored == 0).Select(t => (t.Rule, t.FromClass, t.ToClass, t.Objects, t.Bytes)),
            moved.Where(m => m.Item2 != archive).OrderBy(m => m.Name, StringComparer.Ordinal).ThenBy(m => m.Item2, StringComparer.Ordinal));
        Assert.Equal((report.Transitions.Sum(t => t.Objects), 50L), (ended.Totals.Copied, report.Transitions.Sum(t => t.Restored)));
        Assert.Equal(report.Refusals.Sum(r => r.Objects), ended.Totals.Skipped);
        foreach (var refusal in report.Refusals.GroupBy(r => r.Code))
            Assert.Equal(refusal.Sum(r => r.Objects), await scene.ScalarAsync($"SELECT count(*) FROM bulkcopy.outcomes WHERE final AND code = '{refusal.Key}'"));
    }

    [Fact]
    public async Task Costs_are_those_of_a_table_computed_by_hand()
    {
        await using var scene = await TieringScene.StartAsync(postgres, "cos");
        var objects = new[]
        {
            // One million bytes cost 1.00 a month in STANDARD, 0.50 in STANDARD_IA, 0.10 in ARCHIVE.
            TieringPlannerTests.Object("down/1", 100, "STANDARD", 1_000_000),
            TieringPlannerTests.Object("down/2", 100, "STANDARD", 3_000_000),
            TieringPlannerTests.Object("up/1", 20, "STANDARD_IA", 2_000_000),
            TieringPlannerTests.Object("thaw/1", 60, "ARCHIVE", 1_000_000),
        };
        var policy = scene.Policy("""
            version: 1
            name: p
            losses: report
            restore: { days: 3 }
            rules:
              - { name: down, to: STANDARD_IA, match: { prefix: down/ } }
              - { name: up, to: STANDARD, match: { prefix: up/ } }
              - { name: thaw, to: STANDARD, match: { prefix: thaw/ } }
            """);
        var asOf = new DateTimeOffset(2026, 11, 20, 0, 0, 0, TimeSpan.Zero);
        var report = await new TieringSimulator(scene.Store, new TieringSpec { Policy = policy, Prices = PriceReader.Read(Prices, "cos", out _) }, asOf)
            .OverAsync(scene.Location, Pages(objects), default);

        var lines = report.Transitions.ToDictionary(t => t.Rule);
        // Requests: 2 objects × (2 reads of STANDARD at 0.002 + 1 write of STANDARD_IA at 0.003); storage 4.00 → 2.00.
        Assert.Equal(new TransitionCost(0.014m, 0, 0, 4m, 2m), lines["down"].Cost);
        // 0.014 at 2.00 / 30 a day is paid on the first day.
        Assert.Equal(new DateOnly(2026, 11, 21), lines["down"].BreakEven);
        // Requests 2 × 0.004 + 0.001; retrieval 2 MB at 0.01; early deletion 10 of 30 days of 1.00; storage 1.00 → 2.00, never paid back.
        Assert.Equal(new TransitionCost(0.009m, 0.02m, 10m / 30, 1m, 2m), Rounded(lines["up"].Cost, 10m / 30));
        Assert.Null(lines["up"].BreakEven);
        // Requests 2 × 0.006 + 0.001 + 0.007; restore 1 MB at 0.02 and 3 days of STANDARD 1.00; early deletion 30 of 90 days of 0.10; storage 0.10 → 1.00.
        Assert.Equal(new TransitionCost(0.020m, 0.12m, 0.1m, 0.1m, 1m), lines["thaw"].Cost);
        Assert.Equal((1L, 1L), (lines["thaw"].Restored, lines["thaw"].Losing));
        Assert.Equal(("CNY, as of 2026-11-01", 5.1m, 5m), (report.Prices, report.Cost.MonthlyBefore, report.Cost.MonthlyAfter));
        // Together 0.1 a month is saved and 0.043 + 0.14 + 0.4333… is spent: 0.6163… at 0.1 / 30 a day are 185 days.
        Assert.Equal(new DateOnly(2026, 11, 20).AddDays(185), report.BreakEven);
    }

    [Fact]
    public async Task An_inventory_gives_what_its_listing_gives()
    {
        await using var scene = await TieringScene.StartAsync(postgres, "cos");
        await scene.PutAllAsync(100, Enumerable.Range(0, 50).Select(i => ($"a/{i} +ü.jpg", "STANDARD", 66_000 + i, (string?)null)));
        var spec = scene.Job("version: 1\nname: p\nrules:\n - { name: all, to: STANDARD_IA, match: { olderThan: 30d } }").Tiering!;
        var asOf = TimeProvider.System.GetUtcNow();
        var listed = await new TieringSimulator(scene.Store, spec, asOf).OverListingAsync(scene.Location, default);
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(path, (await scene.ListAsync()).Select(o =>
                $"\"{scene.Bucket}\",\"{Uri.EscapeDataString(o.Key)}\",\"{o.Size}\",\"{o.LastModified:yyyy-MM-ddTHH:mm:ss.fffZ}\",\"{o.StorageClass}\""));
            string[] columns = ["Bucket", "Key", "Size", "LastModifiedDate", "StorageClass"];
            var content = new ManifestContent(new ManifestPart { Kind = ManifestPartKind.File, Name = path, Columns = columns, UrlEncoded = true }, new DiskBytes(() => File.OpenRead(path)));
            var read = await new TieringSimulator(scene.Store, spec, asOf).OverAsync(scene.Location, InventoryReader.ReadAsync([content], "", default), default);
            Assert.Equal(listed.Transitions, read.Transitions);
            Assert.Equal(50, read.Objects);
            Assert.Contains("no column StorageClass", InventoryReader.Refusal(["Key", "Size", "LastModified"]), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>The same with the early deletion as the test writes it, if they differ in the last digit only.</summary>
    private static TransitionCost Rounded(TransitionCost cost, decimal earlyDeletion) =>
        Math.Abs(cost.EarlyDeletion - earlyDeletion) < 1e-20m ? cost with { EarlyDeletion = earlyDeletion } : cost;

    private static async IAsyncEnumerable<IReadOnlyList<ListedObject>> Pages(params ListedObject[] objects)
    {
        await Task.CompletedTask;
        yield return objects;
    }
}
