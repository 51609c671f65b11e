using Amazon.S3;
using Amazon.S3.Model;
using BulkCopy.Emulator.Tests.Clients;
using BulkCopy.Emulator.Tests.Signatures;
using Xunit;

namespace BulkCopy.Emulator.Tests.PostForms;

/// <summary>Forms sent to a running server.</summary>
public sealed class PostObjectServerTests : IAsyncLifetime
{
    private const string KeyTime = "1567064374;1567071574";
    private const string Expiration = "2019-08-29T09:39:34.471Z";
    private const string ETag = "\"ee8de918d05640145b18f70f4c3aa602\"";
    private readonly FixedClock clock = new(DateTimeOffset.FromUnixTimeSeconds(1567064374));
    private RunningEmulator emulator = null!;
    private RawClient client = null!;

    public async ValueTask InitializeAsync()
    {
        var account = new EmulatorAccount { AccessKey = FormSigner.Credential.AccessKey, Secret = FormSigner.Credential.Secret };
        emulator = await RunningEmulator.StartAsync(clock, options => options with { Accounts = [account, RunningEmulator.Bob] });
        client = emulator.Raw(account);
        foreach (string host in new[] { RawClient.CosHost, RawClient.OssHost, RawClient.S3Host })
            Assert.Equal(200, (await client.SendAsync("PUT", host, "/")).Status);
    }

    public async ValueTask DisposeAsync()
    {
        Assert.True(emulator.Server.Requests.InternalErrors == 0, emulator.Server.Requests.LastInternalError);
        await emulator.DisposeAsync();
    }

    [Fact]
    public async Task Cos_form_is_stored_with_its_metadata()
    {
        var answer = await PostCosAsync("", [new("acl", "public-read"), new("Content-Type", "image/jpeg"), new("x-cos-meta-example-field", "example-value"), new("Content-MD5", "7o3pGNBWQBRbGPcPTDqmAg==")]);
        AssertStored(answer, 204, "http://examplebucket-1250000000.cos.ap-beijing.myqcloud.com/exampleobject");
        Assert.Equal(("tencent-cos", "0"), (answer.Header("Server"), answer.Header("Content-Length") ?? "0"));
        var got = await client.SendUnsignedAsync("GET", "/exampleobject", [("Host", RawClient.CosHost)], []);
        Assert.Equal((200, "[Object Content]", "image/jpeg", "example-value"),
            (got.Status, got.Text, got.Header("Content-Type"), got.Header("x-cos-meta-example-field")));
    }

    [Fact]
    public async Task Cos_form_with_encryption_by_cos_echoes_it()
    {
        var answer = await PostCosAsync("{\"x-cos-server-side-encryption\":\"AES256\"},", [new("x-cos-server-side-encryption", "AES256")]);
        AssertStored(answer, 204, "http://examplebucket-1250000000.cos.ap-beijing.myqcloud.com/exampleobject");
        Assert.Equal("AES256", answer.Header("x-cos-server-side-encryption"));
    }

    [Fact]
    public async Task Cos_form_with_a_customers_key_echoes_its_md5()
    {
        var answer = await PostCosAsync("{\"x-cos-server-side-encryption-customer-algorithm\":\"AES256\"},",
        [
            new("x-cos-server-side-encryption-customer-algorithm", "AES256"),
            new("x-cos-server-side-encryption-customer-key", "MDEyMzQ1Njc4OUFCQ0RFRjAxMjM0NTY3ODlBQkNERUY="),
            new("x-cos-server-side-encryption-customer-key-MD5", "U5L61r7jcwdNvT7frmUG8g=="),
        ]);
        Assert.Equal(204, answer.Status);
        Assert.Equal("AES256", answer.Header("x-cos-server-side-encryption-customer-algorithm"));
        Assert.Equal("U5L61r7jcwdNvT7frmUG8g==", answer.Header("x-cos-server-side-encryption-customer-key-MD5"));
    }

    [Fact]
    public async Task Cos_form_names_its_version_while_versioning_is_enabled_and_none_when_suspended()
    {
        await client.SendAsync("PUT", RawClient.CosHost, "/?versioning", "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>");
        Assert.NotNull((await PostCosAsync("", [])).Header("x-cos-version-id"));
        await client.SendAsync("PUT", RawClient.CosHost, "/?versioning", "<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>");
        var suspended = await PostCosAsync("", []);
        Assert.Equal((204, null), (suspended.Status, suspended.Header("x-cos-version-id")));
    }

    [Fact]
    public async Task Cos_form_redirects()
    {
        var answer = await PostCosAsync("", [new("success_action_redirect", "https://my.website/upload_success.html")]);
        AssertStored(answer, 303, "https://my.website/upload_success.html?bucket=examplebucket-1250000000&key=exampleobject&etag=%22ee8de918d05640145b18f70f4c3aa602%22");
    }

    [Fact]
    public async Task Cos_form_answers_201_without_a_body()
    {
        var answer = await PostCosAsync("{\"success_action_status\":\"201\"},", [new("success_action_status", "201")]);
        Assert.Equal((201, ""), (answer.Status, answer.Text));
    }

    [Theory]
    [InlineData("exampleobject")]
    [InlineData("x-cos-meta-under_score")]
    public async Task Cos_form_that_a_put_would_not_pass_is_refused(string what)
    {
        KeyValuePair<string, string> field = what == "exampleobject" ? new("x-cos-storage-class", "NONE") : new(what, "1");
        var answer = await PostCosAsync("", [field]);
        Assert.Equal(400, answer.Status);
        Assert.Equal(404, (await client.SendAsync("HEAD", RawClient.CosHost, "/exampleobject")).Status);
    }

    [Fact]
    public async Task Cos_key_that_is_too_long_is_refused()
    {
        var answer = await PostCosAsync("", [], new string('k', 851));
        Assert.Equal((400, "KeyTooLong"), (answer.Status, answer.Element("Code")));
    }

    [Fact]
    public async Task Oss_form_answers_201_with_a_document()
    {
        string policy = $$"""{"expiration":"{{Expiration}}","conditions":[{"bucket":"examplebucket"},["starts-with","$key","user/"]]}""";
        var answer = await PostAsync(RawClient.OssHost, "/", [new("key", "user/${filename}"), new("success_action_status", "201")], FormSigner.OssV1(policy));
        Assert.Equal(201, answer.Status);
        Assert.Equal(["examplebucket", "\"EE8DE918D05640145B18F70F4C3AA602\"", "user/example.jpg", "http://examplebucket.oss-cn-hangzhou.aliyuncs.com/user/example.jpg"],
            answer.Xml.Elements().Select(static element => element.Value));
        Assert.Equal("PostResponse", answer.Xml.Name.LocalName);
        var got = await client.SendAsync("GET", RawClient.OssHost, "/user/example.jpg");
        Assert.Equal(("[Object Content]", "image/jpeg"), (got.Text, got.Header("Content-Type")));
    }

    [Fact]
    public async Task Oss_form_does_not_overwrite_when_forbidden()
    {
        string policy = $$"""{"expiration":"{{Expiration}}","conditions":[{"bucket":"examplebucket"}]}""";
        KeyValuePair<string, string>[] fields = [new("key", "a"), new("x-oss-forbid-overwrite", "true")];
        Assert.Equal(204, (await PostAsync(RawClient.OssHost, "/", fields, FormSigner.OssV1(policy))).Status);
        var second = await PostAsync(RawClient.OssHost, "/", fields, FormSigner.OssV1(policy));
        Assert.Equal((409, "FileAlreadyExists"), (second.Status, second.Element("Code")));
    }

    [Fact]
    public async Task Anonymous_form_needs_a_bucket_that_anyone_may_write()
    {
        var refused = await PostAsync(RawClient.S3Host, "/", [new("key", "a")], []);
        Assert.Equal((403, "AccessDenied"), (refused.Status, refused.Element("Code")));
        await client.SendAsync("PUT", RawClient.S3Host, "/?acl", "", ("x-amz-acl", "public-read-write"));
        Assert.Equal(204, (await PostAsync(RawClient.S3Host, "/", [new("key", "a")], [])).Status);
    }

    [Fact]
    public async Task Form_that_is_cut_off_stores_nothing()
    {
        await client.SendAsync("PUT", RawClient.S3Host, "/?acl", "", ("x-amz-acl", "public-read-write"));
        byte[] body = new FormBody().Field("key", "cut").File("a.jpg", "content").ToArray();
        var answer = await client.SendUnsignedAsync("POST", "/", Headers(RawClient.S3Host, body.Length), body);
        Assert.Equal((400, "MalformedPOSTRequest"), (answer.Status, answer.Element("Code")));
        Assert.Equal(404, (await client.SendAsync("HEAD", RawClient.S3Host, "/cut")).Status);
    }

    [Fact]
    public async Task Presigned_post_of_the_sdk_is_accepted()
    {
        await using var running = await RunningEmulator.StartAsync();
        var sdk = running.Sdk();
        await sdk.PutBucketAsync("bucket");
        var presigned = await sdk.CreatePresignedPostAsync(new CreatePresignedPostRequest
        {
            BucketName = "bucket",
            Key = "posted/a b.txt",
            Expires = TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(10),
            Fields = new Dictionary<string, string> { ["Content-Type"] = "text/plain" },
            Conditions = [S3PostCondition.ContentLengthRange(1, 100)],
        });
        byte[] body = new FormBody().Fields(presigned.Fields).File("a.txt", "[Object Content]").End();
        var answer = await running.Raw().SendUnsignedAsync("POST", new Uri(presigned.Url).AbsolutePath, Headers(running.Server.Endpoint.Authority, body.Length), body);
        Assert.Equal(204, answer.Status);
        var got = await sdk.GetObjectMetadataAsync("bucket", "posted/a b.txt");
        Assert.Equal((16, ETag, "text/plain"), (got.ContentLength, got.ETag, got.Headers.ContentType));
    }

    private Task<RawAnswer> PostCosAsync(string conditions, KeyValuePair<string, string>[] fields, string key = "exampleobject")
    {
        string policy = $$"""{"expiration":"{{Expiration}}","conditions":[{{conditions}}{"q-sign-algorithm":"sha1"},{"q-ak":"AKIDEXAMPLE"},{"q-sign-time":"{{KeyTime}}"}]}""";
        return PostAsync(RawClient.CosHost, "/", [new("key", key), .. fields], FormSigner.Cos(policy, KeyTime));
    }

    private Task<RawAnswer> PostAsync(string host, string target, KeyValuePair<string, string>[] fields, Dictionary<string, string> signature)
    {
        byte[] body = new FormBody().Fields(fields).Fields(signature).File("example.jpg", "[Object Content]").End();
        return client.SendUnsignedAsync("POST", target, Headers(host, body.Length), body);
    }

    private static (string Name, string Value)[] Headers(string host, int length) =>
        [("Host", host), ("Content-Type", FormBody.ContentType), ("Content-Length", length.ToString(System.Globalization.CultureInfo.InvariantCulture))];

    private static void AssertStored(RawAnswer answer, int status, string location) =>
        Assert.Equal((status, ETag, location), (answer.Status, answer.Header("ETag"), answer.Header("Location")));
}
