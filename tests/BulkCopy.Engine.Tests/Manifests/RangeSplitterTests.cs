using System.Text;
using BulkCopy.Engine.Manifests;

namespace BulkCopy.Engine.Tests.Manifests;

public sealed class RangeSplitterTests
{
    private static readonly string[] Alphabet = ["a", "b", "z", "/", " ", "0", "9", "é", "中", "\uE000", "😀", "\u007F"];

    [Fact]
    public async Task Numbered_keys_behind_a_long_common_prefix_are_divided_in_few_probes()
    {
        var keys = Enumerable.Range(0, 100_000).Select(i => $"archive/2024/customer-data/export/{i:D8}.parquet").ToArray();
        var probes = 0;
        var split = await RangeSplitter.FindSplitAsync(new SplitPoints(keys[4000]), after =>
        {
            probes++;
            return Task.FromResult(keys.FirstOrDefault(key => KeyOrder.Compare(key, after) > 0));
        });
        var before = keys.Count(key => KeyOrder.Compare(key, split!) <= 0);
        Assert.InRange(before, 10_000, 90_000);
        Assert.InRange(probes, 1, 9);
    }

    [Fact]
    public async Task A_split_never_loses_or_doubles_a_key_whatever_the_keys_are()
    {
        var random = new Random(5);
        var divided = 0;
        for (var round = 0; round < 500; round++)
        {
            var keys = Enumerable.Range(0, 60).Select(_ => Key(random)).Distinct().Order(Comparer<string>.Create(KeyOrder.Compare)).ToArray();
            var cursor = keys[random.Next(keys.Length)];
            var split = await RangeSplitter.FindSplitAsync(new SplitPoints(cursor), after => Task.FromResult(keys.FirstOrDefault(key => KeyOrder.Compare(key, after) > 0)));
            if (split is null) continue;
            divided++;
            Assert.True(KeyOrder.Compare(cursor, split) < 0, "the cursor's own range keeps what it has");
            Assert.Contains(keys, key => KeyOrder.Compare(key, split) > 0);
        }
        Assert.InRange(divided, 300, 500);
    }

    private static string Key(Random random)
    {
        var key = new StringBuilder();
        for (var length = random.Next(1, 6); length > 0; length--) key.Append(Alphabet[random.Next(Alphabet.Length)]);
        return key.ToString();
    }
}
