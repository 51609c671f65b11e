using BulkCopy.Engine.Jobs;

namespace BulkCopy.Engine.Tests.Jobs;

public sealed class StoreLocationTests
{
    [Theory]
    [InlineData("cos:photos-125/2024/", "cos", "photos-125", "2024/")]
    [InlineData("s3:bucket", "s3", "bucket", "")]
    [InlineData("s3:bucket/", "s3", "bucket", "")]
    [InlineData("s3:bucket//leading", "s3", "bucket", "/leading")]
    [InlineData("s3:bucket/a:b", "s3", "bucket", "a:b")]
    public void A_location_is_store_bucket_and_prefix(string text, string store, string bucket, string prefix) =>
        Assert.Equal(new StoreLocation(store, bucket, prefix), StoreLocation.Parse(text, out _));

    [Theory]
    [InlineData("")]
    [InlineData("bucket/prefix")]
    [InlineData(":bucket")]
    [InlineData("s3:")]
    [InlineData("s3:/prefix")]
    public void Anything_else_is_refused_with_the_expected_form(string text)
    {
        Assert.Null(StoreLocation.Parse(text, out var error));
        Assert.Contains("STORE:BUCKET/PREFIX", error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_destination_prefix_takes_the_place_of_the_sources()
    {
        var spec = new JobSpec { Name = "j", Source = new("a", "b", "old/"), Destination = new("a", "c", "new/x/") };
        Assert.Equal("new/x/k.txt", spec.DestinationKey(0, "old/k.txt", default));
    }
}
