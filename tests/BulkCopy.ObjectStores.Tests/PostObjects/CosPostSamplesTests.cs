using BulkCopy.ObjectStores.PostObjects;
using Xunit;
using static BulkCopy.ObjectStores.Tests.PostObjects.CosPostSample;

namespace BulkCopy.ObjectStores.Tests.PostObjects;

/// <summary>The nine samples of COS, "POST Object".</summary>
public sealed class CosPostSamplesTests
{
    [Theory]
    [InlineData("----WebKitFormBoundaryZBPbaoYE2gqeB21N", "2019-08-29T07:39:34.471Z", "1567064374;1567071574", "2019-08-29T09:39:34.471Z")]
    [InlineData("----WebKitFormBoundaryJspR3QIUhGJLALwf", "2019-08-29T07:40:07.488Z", "1567064407;1567071607", "2019-08-29T09:40:07.488Z")]
    [InlineData("----WebKitFormBoundaryX8hd2lxTMzIBk5Li", "2019-08-29T07:40:38.092Z", "1567064438;1567071638", "2019-08-29T09:40:38.092Z")]
    public async Task Samples_1_5_and_6_a_plain_upload(string boundary, string now, string keyTime, string expiration)
    {
        var sample = new CosPostSample { Boundary = boundary, Now = At(now), Policy = new PostPolicy(At(expiration)) };
        await ShowsAsync(sample, 1119, keyTime, expiration, "", "");
    }

    [Fact]
    public async Task Sample_2_metadata_and_acl()
    {
        const string Expiration = "2019-08-29T09:39:34.937Z";
        var sample = new CosPostSample
        {
            Boundary = "----WebKitFormBoundary9JtEhEGHSdx8Patg",
            Now = At("2019-08-29T07:39:34.937Z"),
            Policy = new PostPolicy(At(Expiration))
                .Exact("acl", "public-read")
                .Exact("bucket", "examplebucket-1252246555")
                .Exact("key", "exampleobject")
                .Equal("Content-Disposition", "attachment; filename=example.jpg")
                .StartsWith("Content-Type", "image/")
                .Equal("x-cos-meta-example-field", "example-value"),
            Fields =
            [
                new("acl", "public-read"), new("Cache-Control", "max-age=86400"), new("Content-Disposition", "attachment; filename=example.jpg"),
                new("Content-Type", "image/jpeg"), new("x-cos-meta-example-field", "example-value"), new("Content-MD5", "7o3pGNBWQBRbGPcPTDqmAg=="),
            ],
        };
        await ShowsAsync(sample, 2146, "1567064374;1567071574", Expiration,
            """
            {"acl":"public-read"},{"bucket":"examplebucket-1252246555"},{"key":"exampleobject"},["eq","$Content-Disposition","attachment; filename=example.jpg"],["starts-with","$Content-Type","image/"],["eq","$x-cos-meta-example-field","example-value"],
            """,
            """
            ------WebKitFormBoundary9JtEhEGHSdx8Patg
            Content-Disposition: form-data; name="acl"

            public-read
            ------WebKitFormBoundary9JtEhEGHSdx8Patg
            Content-Disposition: form-data; name="Cache-Control"

            max-age=86400
            ------WebKitFormBoundary9JtEhEGHSdx8Patg
            Content-Disposition: form-data; name="Content-Disposition"

            attachment; filename=example.jpg
            ------WebKitFormBoundary9JtEhEGHSdx8Patg
            Content-Disposition: form-data; name="Content-Type"

            image/jpeg
            ------WebKitFormBoundary9JtEhEGHSdx8Patg
            Content-Disposition: form-data; name="x-cos-meta-example-field"

            example-value
            ------WebKitFormBoundary9JtEhEGHSdx8Patg
            Content-Disposition: form-data; name="Content-MD5"

            7o3pGNBWQBRbGPcPTDqmAg==

            """);
    }

    [Fact]
    public async Task Sample_3_encryption_by_the_store()
    {
        const string Expiration = "2019-08-29T09:39:35.527Z";
        var sample = new CosPostSample
        {
            Boundary = "----WebKitFormBoundaryBVaHvBJQJnQrAxKY",
            Now = At("2019-08-29T07:39:35.527Z"),
            Policy = new PostPolicy(At(Expiration)).Exact("x-cos-server-side-encryption", "AES256"),
            Fields = [new("x-cos-server-side-encryption", "AES256")],
        };
        await ShowsAsync(sample, 1296, "1567064375;1567071575", Expiration, """{"x-cos-server-side-encryption":"AES256"},""",
            """
            ------WebKitFormBoundaryBVaHvBJQJnQrAxKY
            Content-Disposition: form-data; name="x-cos-server-side-encryption"

            AES256

            """);
    }

    [Fact]
    public async Task Sample_4_encryption_with_the_callers_key()
    {
        const string Expiration = "2019-08-29T09:39:36.087Z";
        var sample = new CosPostSample
        {
            Boundary = "----WebKitFormBoundaryYa6H7Gd4xuhlyfJb",
            Now = At("2019-08-29T07:39:36.087Z"),
            Policy = new PostPolicy(At(Expiration)).Exact("x-cos-server-side-encryption-customer-algorithm", "AES256"),
            Fields =
            [
                new("x-cos-server-side-encryption-customer-algorithm", "AES256"),
                new("x-cos-server-side-encryption-customer-key", "MDEyMzQ1Njc4OUFCQ0RFRjAxMjM0NTY3ODlBQkNERUY="),
                new("x-cos-server-side-encryption-customer-key-MD5", "U5L61r7jcwdNvT7frmUG8g=="),
            ],
        };
        await ShowsAsync(sample, 1667, "1567064376;1567071576", Expiration, """{"x-cos-server-side-encryption-customer-algorithm":"AES256"},""",
            """
            ------WebKitFormBoundaryYa6H7Gd4xuhlyfJb
            Content-Disposition: form-data; name="x-cos-server-side-encryption-customer-algorithm"

            AES256
            ------WebKitFormBoundaryYa6H7Gd4xuhlyfJb
            Content-Disposition: form-data; name="x-cos-server-side-encryption-customer-key"

            MDEyMzQ1Njc4OUFCQ0RFRjAxMjM0NTY3ODlBQkNERUY=
            ------WebKitFormBoundaryYa6H7Gd4xuhlyfJb
            Content-Disposition: form-data; name="x-cos-server-side-encryption-customer-key-MD5"

            U5L61r7jcwdNvT7frmUG8g==

            """);
    }

    [Fact]
    public async Task Sample_7_the_key_takes_the_files_name()
    {
        const string Expiration = "2019-08-29T14:35:07.899Z";
        var sample = new CosPostSample
        {
            Boundary = "----WebKitFormBoundaryHrAMWZO4BNyT0rca",
            Now = At("2019-08-29T12:35:07.899Z"),
            Policy = new PostPolicy(At(Expiration)).StartsWith("key", "folder/subfolder/"),
            Key = "folder/subfolder/${filename}",
            FileName = "photo.jpg",
        };
        await ShowsAsync(sample, 1188, "1567082107;1567089307", Expiration, """["starts-with","$key","folder/subfolder/"],""", "");
    }

    [Fact]
    public async Task Sample_8_a_redirect_after_success()
    {
        const string Expiration = "2019-08-29T10:02:29.272Z";
        var sample = new CosPostSample
        {
            Boundary = "----WebKitFormBoundaryJ0bRH1MwgMq5eu6H",
            Now = At("2019-08-29T08:02:29.272Z"),
            Policy = new PostPolicy(At(Expiration)).StartsWith("success_action_redirect", "https://my.website/"),
            Redirect = "https://my.website/upload_success.html",
        };
        await ShowsAsync(sample, 1351, "1567065749;1567072949", Expiration, """["starts-with","$success_action_redirect","https://my.website/"],""",
            """
            ------WebKitFormBoundaryJ0bRH1MwgMq5eu6H
            Content-Disposition: form-data; name="success_action_redirect"

            https://my.website/upload_success.html

            """);
    }

    [Fact]
    public async Task Sample_9_another_status_of_success()
    {
        const string Expiration = "2019-08-29T10:04:29.327Z";
        var sample = new CosPostSample
        {
            Boundary = "----WebKitFormBoundaryST9Mz8AGzCDphgJF",
            Now = At("2019-08-29T08:04:29.327Z"),
            Policy = new PostPolicy(At(Expiration)).Exact("success_action_status", "200"),
            Status = 200,
        };
        await ShowsAsync(sample, 1270, "1567065869;1567073069", Expiration, """{"success_action_status":"200"},""",
            """
            ------WebKitFormBoundaryST9Mz8AGzCDphgJF
            Content-Disposition: form-data; name="success_action_status"

            200

            """);
    }

    private static async Task ShowsAsync(
        CosPostSample sample, int length, string keyTime, string expiration, string conditions, string ownFields)
    {
        var policy = $$"""{"conditions":[{{conditions.Trim()}}{"q-sign-algorithm":"sha1"},{"q-ak":"{{SecretId}}"},{"q-sign-time":"{{keyTime}}"}],"expiration":"{{expiration}}"}""";
        Assert.Equal($"""
            POST / HTTP/1.1
            Host: examplebucket-1250000000.cos.ap-beijing.myqcloud.com
            Content-Type: multipart/form-data; boundary={sample.Boundary}
            Content-Length: {length}

            --{sample.Boundary}
            Content-Disposition: form-data; name="key"

            {sample.Key}
            {ownFields}--{sample.Boundary}
            Content-Disposition: form-data; name="policy"

            {Base64(policy)}
            --{sample.Boundary}
            Content-Disposition: form-data; name="q-sign-algorithm"

            sha1
            --{sample.Boundary}
            Content-Disposition: form-data; name="q-ak"

            {SecretId}
            --{sample.Boundary}
            Content-Disposition: form-data; name="q-key-time"

            {keyTime}
            --{sample.Boundary}
            Content-Disposition: form-data; name="q-signature"

            ****************************************
            --{sample.Boundary}
            Content-Disposition: form-data; name="file"; filename="{sample.FileName}"
            Content-Type: image/jpeg

            [Object Content]
            --{sample.Boundary}--

            """.ReplaceLineEndings("\n"), await sample.SentAsync());
    }
}
