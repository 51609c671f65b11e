using BulkCopy.Engine.Planning;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Tests.Planning;

public sealed class PartLayoutTests
{
    private static readonly StoreLimits Limits = new()
    {
        SimpleCopyBytes = 5L << 30,
        SinglePutBytes = 5L << 30,
        ObjectBytes = 50_000L << 30,
        MinPartBytes = 5 << 20,
        MaxPartBytes = 5L << 30,
        MaxParts = 10_000,
        KeyBytes = 1024,
        MetadataBytes = 2048,
    };

    [Fact]
    public void Parts_cover_the_object_exactly_for_any_size_and_preference()
    {
        var random = new Random(20);
        for (var i = 0; i < 20_000; i++)
        {
            var size = random.NextInt64(1, 1L << random.Next(1, 46));
            var preferred = random.NextInt64(1, 1L << random.Next(1, 40));
            if (PartLayout.For(size, preferred, Limits) is not { } layout)
            {
                Assert.True(size > Limits.MaxParts * Limits.MaxPartBytes || size > Limits.ObjectBytes, $"{size} has no layout");
                continue;
            }
            Assert.InRange(layout.Count, 1, Limits.MaxParts);
            Assert.InRange(layout.PartSizeBytes, Limits.MinPartBytes, Limits.MaxPartBytes);
            Assert.Equal(0, layout.Range(1).First);
            Assert.Equal(size - 1, layout.Range(layout.Count).Last);
            var middle = random.Next(1, layout.Count + 1);
            if (middle < layout.Count)
            {
                Assert.Equal(layout.Range(middle).Last + 1, layout.Range(middle + 1).First);
                Assert.Equal(layout.PartSizeBytes, layout.Range(middle).Length);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5 << 20)]
    [InlineData((5 << 20) + 1)]
    public void An_object_of_about_one_part_has_one_or_two(long size) =>
        Assert.Equal(size > 5 << 20 ? 2 : 1, PartLayout.For(size, 1, Limits)!.Value.Count);

    [Fact]
    public void An_object_beyond_the_limit_has_no_layout() =>
        Assert.Null(PartLayout.For(Limits.ObjectBytes + 1, 1 << 30, Limits));

    [Fact]
    public void The_source_layout_is_replayed_if_it_is_uniform()
    {
        Assert.Equal(8 << 20, PartLayout.Replaying(20 << 20, 8 << 20, 3, Limits)!.Value.PartSizeBytes);
        Assert.Null(PartLayout.Replaying(20 << 20, 8 << 20, 4, Limits));
        Assert.Null(PartLayout.Replaying(20 << 20, 1 << 20, 20, Limits));
    }
}
