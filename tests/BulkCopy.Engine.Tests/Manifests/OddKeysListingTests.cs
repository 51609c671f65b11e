using System.Text;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Tests.Workers;
using BulkCopy.ObjectStores;
using BulkCopy.Testing;

namespace BulkCopy.Engine.Tests.Manifests;

public sealed class OddKeysListingTests(PostgresFixture postgres)
{
    private static readonly string[] Runes = ["a", "b", "z", "0", "9", "/", " ", "~", "é", "ÿ", "中", "\uD7FF", "\uE000", "\uFFFD", "\U00010000", "😀", "\U0010FFFD"];

    [Theory]
    [InlineData(7)]
    [InlineData(8)]
    public async Task Every_key_of_a_bucket_that_several_workers_split_becomes_exactly_one_entry(int seed)
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        await fleet.CreateBucketAsync("s3", "srcbucket");
        await fleet.CreateBucketAsync("s3", "dstbucket");
        var random = new Random(seed);
        var keys = Enumerable.Range(0, 900).Select(_ => Key(random)).Distinct().ToArray();
        await Parallel.ForEachAsync(keys, async (key, _) => await fleet.PutAsync("s3", "srcbucket", key, [1]));
        fleet.Between = (_, store) => SmallPages.Over(store, 7);

        var run = await fleet.RunToEndAsync(
            new JobSpec { Name = "test", Source = new("s3", "srcbucket", ""), Destination = new("s3", "dstbucket", "") }, workers: 2, options => options.Listers = 6);

        Assert.Equal((RunState.Complete, (long)keys.Length, (long)keys.Length), (run.State, run.Totals.Listed, run.Totals.Copied + run.Totals.Adopted));
        var entries = new List<string>();
        await foreach (var row in fleet.Reports.ReadRowsAsync(run.Id, null, false, CancellationToken.None)) entries.Add(row.Entry.Key);
        Assert.Equal(keys.Order(StringComparer.Ordinal), entries.Order(StringComparer.Ordinal));
        await using var ranges = fleet.Database.CreateCommand($"SELECT count(*) FROM bulkcopy.listing_ranges WHERE run_id = {run.Id}");
        Assert.True((long)(await ranges.ExecuteScalarAsync())! > 1, "The listing was never split.");
    }

    private static string Key(Random random)
    {
        var key = new StringBuilder();
        for (var length = random.Next(1, 7); length > 0; length--) key.Append(Runes[random.Next(Runes.Length)]);
        return key.ToString();
    }
}
