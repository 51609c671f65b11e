using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using BulkCopy.Emulator.Tests.Clients;
using Xunit;

namespace BulkCopy.Emulator.Tests.Sdk;

/// <summary>Who may do what: accounts, ACLs, presigned URLs, session tokens.</summary>
public sealed class SdkAccessTests : EmulatorTest
{
    private AmazonS3Client alice = null!;
    private AmazonS3Client bob = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        alice = Emulator.Sdk();
        bob = Emulator.Sdk(RunningEmulator.Bob);
        await alice.PutBucketAsync("bucket");
        await alice.PutObjectAsync(SdkObjectTests.Put("key", "data"));
    }

    [Fact]
    public async Task Other_account_needs_a_grant_to_read_list_and_write()
    {
        Assert.Equal("AccessDenied", await CodeOf(() => bob.GetObjectAsync("bucket", "key")));
        Assert.Equal("AccessDenied", await CodeOf(() => bob.ListObjectsV2Async(new ListObjectsV2Request { BucketName = "bucket" })));
        Assert.Equal("AccessDenied", await CodeOf(() => bob.PutObjectAsync(SdkObjectTests.Put("mine", "x"))));
        Assert.Equal("BucketAlreadyExists", await CodeOf(() => bob.PutBucketAsync("bucket")));
        await alice.PutObjectAsync(SdkObjectTests.Put("key", "data", request => request.Grants = [new S3Grant { Grantee = new S3Grantee { CanonicalUser = "bob" }, Permission = S3Permission.READ }]));
        using var got = await bob.GetObjectAsync("bucket", "key");
        Assert.Equal(HttpStatusCode.OK, got.HttpStatusCode);
        var acl = await alice.GetObjectAclAsync(new GetObjectAclRequest { BucketName = "bucket", Key = "key" });
        Assert.Contains(acl.Grants, grant => grant.Grantee.CanonicalUser == "bob" && grant.Permission == S3Permission.READ);
    }

    [Fact]
    public async Task Anonymous_reads_what_is_public()
    {
        var url = new Uri(Emulator.Server.Endpoint, "bucket/key");
        using var http = new HttpClient(new SocketsHttpHandler());
        Assert.Equal(HttpStatusCode.Forbidden, (await http.GetAsync(url)).StatusCode);
        await alice.PutObjectAclAsync(new PutObjectAclRequest { BucketName = "bucket", Key = "key", ACL = S3CannedACL.PublicRead });
        Assert.Equal("data", await http.GetStringAsync(url));
    }

    [Fact]
    public async Task Presigned_urls_read_and_write_until_they_expire()
    {
        using var http = new HttpClient(new SocketsHttpHandler());
        var get = await alice.GetPreSignedURLAsync(Presigned("key", HttpVerb.GET, TimeSpan.FromMinutes(5)));
        Assert.Equal("data", await http.GetStringAsync(get));
        var put = await alice.GetPreSignedURLAsync(Presigned("new", HttpVerb.PUT, TimeSpan.FromMinutes(5)));
        Assert.Equal(HttpStatusCode.OK, (await http.PutAsync(put, new StringContent("new"))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await http.GetAsync(get + "0")).StatusCode);
        var expired = await alice.GetPreSignedURLAsync(Presigned("key", HttpVerb.GET, TimeSpan.FromSeconds(-5)));
        Assert.True((int)(await http.GetAsync(expired)).StatusCode is 400 or 403);
    }

    [Fact]
    public async Task Copy_between_accounts_needs_both_permissions()
    {
        await bob.PutBucketAsync("bobs-bucket");
        Assert.Equal("AccessDenied", await CodeOf(() => bob.CopyObjectAsync("bucket", "key", "bobs-bucket", "key")));
        await alice.PutObjectAclAsync(new PutObjectAclRequest { BucketName = "bucket", Key = "key", ACL = S3CannedACL.AuthenticatedRead });
        await bob.CopyObjectAsync("bucket", "key", "bobs-bucket", "key");
        Assert.Equal("AccessDenied", await CodeOf(() => bob.CopyObjectAsync("bobs-bucket", "key", "bucket", "other")));
    }

    private GetPreSignedUrlRequest Presigned(string key, HttpVerb verb, TimeSpan lifetime) => new()
    {
        BucketName = "bucket", Key = key, Verb = verb, Protocol = Protocol.HTTP, Expires = Emulator.Time.GetUtcNow().UtcDateTime + lifetime,
    };

    private static async Task<string> CodeOf(Func<Task> call) => (await Assert.ThrowsAnyAsync<AmazonS3Exception>(call)).ErrorCode;
}
