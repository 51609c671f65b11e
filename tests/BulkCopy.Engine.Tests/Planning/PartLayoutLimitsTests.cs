using BulkCopy.Engine.Planning;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Tests.Planning;

public sealed class PartLayoutLimitsTests
{
    [Theory]
    [InlineData("cos")]
    [InlineData("oss")]
    [InlineData("s3")]
    [InlineData("bsc")]
    [InlineData("ceph")]
    [InlineData("minio")]
    public void On_and_beside_every_limit_of_a_dialect_parts_cover_the_object_and_none_breaks_a_limit(string dialect)
    {
        var limits = Dialect.Parse(dialect).Limits;
        long[] edges =
        [
            1, limits.MinPartBytes, limits.MaxPartBytes, limits.SimpleCopyBytes, limits.SinglePutBytes, limits.ObjectBytes, limits.MaxParts, 1 << 20,
            limits.MinPartBytes * limits.MaxParts, Math.Min(limits.MaxPartBytes * limits.MaxParts, limits.ObjectBytes),
        ];
        var around = edges.SelectMany(edge => new[] { edge - 1, edge, edge + 1, edge / 2, edge * 2 }).Where(size => size >= 1).Distinct().ToArray();
        Assert.All(around, size => Assert.All(around, preferred => AssertSound(size, preferred, limits)));
    }

    [Theory]
    [InlineData("cos")]
    [InlineData("oss")]
    [InlineData("s3")]
    [InlineData("bsc")]
    [InlineData("ceph")]
    [InlineData("minio")]
    public void Any_size_and_any_preference_give_a_sound_layout(string dialect)
    {
        var random = new Random(41);
        var limits = Dialect.Parse(dialect).Limits;
        for (var i = 0; i < 20_000; i++)
            AssertSound(random.NextInt64(1, 1L << random.Next(1, 48)), random.NextInt64(1, 1L << random.Next(1, 42)), limits);
    }

    [Theory]
    [InlineData("cos")]
    [InlineData("oss")]
    [InlineData("s3")]
    [InlineData("ceph")]
    public void A_replayed_layout_is_that_of_the_source_or_none(string dialect)
    {
        var random = new Random(43);
        var limits = Dialect.Parse(dialect).Limits;
        for (var i = 0; i < 20_000; i++)
        {
            var part = random.NextInt64(1, 1L << random.Next(1, 36));
            var parts = random.Next(1, 12_000);
            var size = Math.Max(1, (part * parts) - random.NextInt64(0, part + 2));
            if (PartLayout.Replaying(size, part, parts, limits) is not { } layout) continue;
            Assert.Equal((part, parts), (layout.PartSizeBytes, layout.Count));
            AssertParts(layout, size, limits);
        }
    }

    private static void AssertSound(long size, long preferred, StoreLimits limits)
    {
        if (PartLayout.For(size, preferred, limits) is { } layout) AssertParts(layout, size, limits);
        else Assert.True(size > limits.ObjectBytes || size > limits.MaxParts * limits.MaxPartBytes, $"{size} bytes with parts of {preferred} have no layout");
    }

    private static void AssertParts(PartLayout layout, long size, StoreLimits limits)
    {
        Assert.InRange(layout.Count, 1, limits.MaxParts);
        Assert.True(layout.Count == 1 || layout.PartSizeBytes >= limits.MinPartBytes);
        Assert.True(layout.PartSizeBytes <= limits.MaxPartBytes);
        var last = layout.Range(layout.Count);
        Assert.Equal((0L, size - 1), (layout.Range(1).First, last.Last));
        Assert.InRange(last.Length, 1, layout.PartSizeBytes);
        Assert.Equal(size, ((layout.Count - 1) * layout.PartSizeBytes) + last.Length);
        if (layout.Count > 1) Assert.Equal((layout.PartSizeBytes, last.First), (layout.Range(1).Length, layout.Range(layout.Count - 1).Last + 1));
    }
}
