using BulkCopy.Engine.Jobs;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Tests.Jobs;

public sealed class PlaceOverlapTests
{
    private static readonly StoreHost Public = new(Dialect.Parse("s3"), null, null);

    [Theory]
    [InlineData("photos/", "photos/", false, "same place")]
    [InlineData("photos/", "photos/copies/", false, "listed and copied again")]
    [InlineData("photos/2024/", "photos/", false, "overwrite an object")]
    [InlineData("photos/2024/", "photos/", true, null)]
    [InlineData("photos/", "videos/", false, null)]
    public void Copies_that_feed_on_themselves_are_refused(string from, string to, bool forbidOverwrite, string? expected)
    {
        var spec = new JobSpec { Name = "n", Source = new("a", "b", from), Destination = new("c", "b", to), Copy = new CopyOptions { ForbidOverwrite = forbidOverwrite } };
        var problem = PlaceOverlap.Explain(spec, Public, Public);
        if (expected is null) Assert.Null(problem);
        else Assert.Contains(expected, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Buckets_of_the_same_name_at_other_services_are_apart()
    {
        var spec = new JobSpec { Name = "n", Source = new("a", "b", ""), Destination = new("c", "b", "") };
        Assert.Null(PlaceOverlap.Explain(spec, Public, new StoreHost(Dialect.Parse("oss"), null, null)));
        Assert.Null(PlaceOverlap.Explain(spec, Public, new StoreHost(Dialect.Parse("minio"), "https://minio.example/", null)));
        Assert.NotNull(PlaceOverlap.Explain(spec, new StoreHost(Dialect.Parse("minio"), "MINIO.example", null), new StoreHost(Dialect.Parse("minio"), "https://minio.example/", null)));
    }
}
