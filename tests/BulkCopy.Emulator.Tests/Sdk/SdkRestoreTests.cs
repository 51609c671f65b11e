using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using BulkCopy.Emulator.Tests.Clients;
using Xunit;

namespace BulkCopy.Emulator.Tests.Sdk;

public sealed class SdkRestoreTests : EmulatorTest
{
    private readonly SetClock clock = new();
    private AmazonS3Client client = null!;

    protected override TimeProvider Time => clock;

    protected override EmulatorOptions Change(EmulatorOptions options) => options with { TimeAcceleration = 60 };

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        client = Emulator.Sdk();
        await client.PutBucketAsync("bucket");
        await client.PutObjectAsync(SdkObjectTests.Put("cold", "data", request => request.StorageClass = S3StorageClass.Glacier));
    }

    [Fact]
    public async Task Archived_object_is_readable_and_copyable_once_it_is_restored()
    {
        Assert.Equal("InvalidObjectState", await CodeOf(() => client.GetObjectAsync("bucket", "cold")));
        Assert.Equal(HttpStatusCode.Accepted, (await RestoreAsync(GlacierJobTier.Standard)).HttpStatusCode);
        Assert.Equal("RestoreAlreadyInProgress", await CodeOf(() => RestoreAsync(GlacierJobTier.Standard)));
        Assert.True((await client.GetObjectMetadataAsync("bucket", "cold")).RestoreInProgress);
        // Standard takes four hours, sixty times faster four minutes.
        clock.Advance(TimeSpan.FromMinutes(5));
        using (var got = await client.GetObjectAsync("bucket", "cold")) Assert.Equal(4, got.ContentLength);
        await client.CopyObjectAsync("bucket", "cold", "bucket", "warm");
        Assert.Equal(HttpStatusCode.OK, (await RestoreAsync(GlacierJobTier.Standard)).HttpStatusCode);
    }

    [Fact]
    public async Task Warm_object_cannot_be_restored()
    {
        await client.PutObjectAsync(SdkObjectTests.Put("warm", "data"));
        Assert.Equal("InvalidObjectState", await CodeOf(() => client.RestoreObjectAsync(Order("warm", GlacierJobTier.Bulk))));
    }

    private Task<RestoreObjectResponse> RestoreAsync(GlacierJobTier tier) => client.RestoreObjectAsync(Order("cold", tier));

    private static RestoreObjectRequest Order(string key, GlacierJobTier tier) => new() { BucketName = "bucket", Key = key, Days = 10, RetrievalTier = tier };

    private static async Task<string> CodeOf(Func<Task> call) => (await Assert.ThrowsAnyAsync<AmazonS3Exception>(call)).ErrorCode;
}
