using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests.Reading;
using BulkCopy.Engine.Tiering;

namespace BulkCopy.Engine.Tests.Manifests.Reading;

public sealed class RowResolverTests
{
    private static readonly JobSpec Job = new() { Name = "n", Source = new("s3", "from", ""), Destination = new("s3", "to", "") };
    private static readonly ManifestRow Row = new() { Number = 1, Key = "k", Size = 1, ETag = "e", LastModified = DateTimeOffset.UnixEpoch.AddDays(1) };

    [Fact]
    public void A_row_without_a_class_is_asked_for_where_the_cost_of_restoring_depends_on_it()
    {
        Assert.True(new RowResolver(Job).Resolve("list", Row, out _)!.IsComplete);
        var restoring = Job with { Restore = new RestorePolicy { MaxCost = 1 } };
        Assert.False(new RowResolver(restoring).Resolve("list", Row, out _)!.IsComplete);
        Assert.True(new RowResolver(restoring).Resolve("list", Row with { StorageClass = "GLACIER" }, out _)!.IsComplete);
    }
}
