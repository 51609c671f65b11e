using System.Text;
using System.Text.Json.Nodes;
using BulkCopy.ObjectStores.Credentials;
using BulkCopy.ObjectStores.PostObjects;
using BulkCopy.ObjectStores.Signing;
using Xunit;

namespace BulkCopy.ObjectStores.Tests.PostObjects;

public sealed class PostFormTests
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly StoreCredentials s_temporary = new("AKIDEXAMPLE", "secret", "token");

    [Theory]
    [InlineData(SignatureScheme.CosHeader, "key,acl,policy,q-sign-algorithm,q-ak,q-key-time,x-cos-security-token,q-signature")]
    [InlineData(SignatureScheme.OssV1, "key,acl,OSSAccessKeyId,policy,x-oss-security-token,Signature")]
    [InlineData(SignatureScheme.OssV4, "key,acl,policy,x-oss-signature-version,x-oss-credential,x-oss-date,x-oss-security-token,x-oss-signature")]
    [InlineData(SignatureScheme.S3V2, "key,acl,AWSAccessKeyId,policy,x-amz-security-token,signature")]
    [InlineData(SignatureScheme.S3V4, "key,acl,policy,x-amz-algorithm,x-amz-credential,x-amz-date,x-amz-security-token,x-amz-signature")]
    public void Each_scheme_has_its_own_fields_of_proof(SignatureScheme scheme, string fields) =>
        Assert.Equal(fields, string.Join(',', Sign(scheme).Fields.Select(f => f.Key)));

    [Theory]
    [InlineData(SignatureScheme.CosHeader, """[["starts-with","$key","a/"],{"q-sign-algorithm":"sha1"},{"q-ak":"AKIDEXAMPLE"},{"q-sign-time":"1767323045;1767326645"}]""")]
    [InlineData(SignatureScheme.OssV1, """[["starts-with","$key","a/"]]""")]
    [InlineData(SignatureScheme.OssV4, """[["starts-with","$key","a/"],{"x-oss-signature-version":"OSS4-HMAC-SHA256"},{"x-oss-credential":"AKIDEXAMPLE/20260102/r1/oss/aliyun_v4_request"},{"x-oss-date":"20260102T030405Z"},{"x-oss-security-token":"token"}]""")]
    [InlineData(SignatureScheme.S3V2, """[["starts-with","$key","a/"],{"bucket":"bucket"},{"acl":"private"},{"x-amz-security-token":"token"}]""")]
    [InlineData(SignatureScheme.S3V4, """[["starts-with","$key","a/"],{"bucket":"bucket"},{"acl":"private"},{"x-amz-algorithm":"AWS4-HMAC-SHA256"},{"x-amz-credential":"AKIDEXAMPLE/20260102/r1/s3/aws4_request"},{"x-amz-date":"20260102T030405Z"},{"x-amz-security-token":"token"}]""")]
    public void The_policy_gets_the_conditions_that_the_scheme_demands(SignatureScheme scheme, string conditions)
    {
        var policy = PolicyOf(Sign(scheme));
        Assert.Equal(conditions, policy["conditions"]!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        Assert.Equal("2026-01-02T04:04:05.000Z", policy["expiration"]!.ToString());
    }

    [Fact]
    public void S3_allows_any_file_name_where_the_key_takes_it()
    {
        var form = new PostFormSigner(SignatureScheme.S3V4, "r1").Sign(Request() with { Key = "user/${filename}", Policy = new PostPolicy(s_now.AddHours(1)) }, s_temporary, s_now);
        Assert.Contains("""["starts-with","$key","user/"]""", PolicyOf(form).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void All_kinds_of_conditions_are_written_in_order_and_not_escaped()
    {
        var policy = new PostPolicy(s_now).Exact("acl", "private").Equal("x-cos-meta-a", "值\"").StartsWith("key", "").ContentLength(0, 10);
        Assert.Equal(
            """{"conditions":[{"acl":"private"},["eq","$x-cos-meta-a","值\""],["starts-with","$key",""],["content-length-range",0,10]],"expiration":"2026-01-02T03:04:05.000Z"}""",
            Encoding.UTF8.GetString(policy.ToUtf8([])));
        Assert.Throws<ArgumentOutOfRangeException>(() => policy.ContentLength(11, 10));
    }

    [Fact]
    public void A_form_that_no_store_would_accept_is_refused()
    {
        var signer = new PostFormSigner(SignatureScheme.CosHeader, "");
        Assert.Throws<ArgumentException>(() => signer.Sign(Request() with { SuccessActionStatus = 302 }, s_temporary, s_now));
        var e = Assert.Throws<ArgumentException>(() => signer.Sign(Request(), s_temporary, s_now.AddHours(2)));
        Assert.Contains("expired", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_of_a_form_shows_no_token() => Assert.DoesNotContain("token", Sign(SignatureScheme.S3V4).ToString(), StringComparison.Ordinal);

    [Fact]
    public async Task Names_cannot_break_out_of_their_part()
    {
        using var content = new PostFormContent(new PostForm("https://h/", [new("a\"\r\nb", "v")]), Stream.Null, 0, "x\".jpg\r\nEvil: 1");
        var body = await content.ReadAsStringAsync();
        Assert.Contains("name=\"a%22%0D%0Ab\"", body, StringComparison.Ordinal);
        Assert.Contains("filename=\"x%22.jpg%0D%0AEvil: 1\"", body, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new PostFormContent(new PostForm("https://h/", []), Stream.Null, 0, "f", "a/b\r\nEvil: 1"));
    }

    [Fact]
    public async Task A_file_shorter_than_announced_fails_instead_of_hanging()
    {
        using var content = new PostFormContent(new PostForm("https://h/", []), new MemoryStream(new byte[10]), 11, "f");
        var e = await Assert.ThrowsAnyAsync<Exception>(() => content.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken));
        Assert.Contains("ended 1 bytes before", e.GetBaseException().Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_longer_stream_is_read_up_to_the_announced_length()
    {
        using var file = new MemoryStream(new byte[200_000]);
        using var content = new PostFormContent(new PostForm("https://h/", []), file, 150_000, "f");
        using var sent = new MemoryStream();
        await content.CopyToAsync(sent, TestContext.Current.CancellationToken);
        Assert.Equal(150_000, file.Position);
        Assert.Equal(content.Headers.ContentLength, sent.Length);
    }

    private static JsonNode PolicyOf(PostForm form) =>
        JsonNode.Parse(Convert.FromBase64String(form.Fields.Single(f => f.Key == "policy").Value))!;

    private static PostForm Sign(SignatureScheme scheme) => new PostFormSigner(scheme, "r1").Sign(Request(), s_temporary, s_now);

    private static PostFormRequest Request() => new()
    {
        Url = "https://bucket.example/",
        Bucket = "bucket",
        Key = "a/b",
        Policy = new PostPolicy(s_now.AddHours(1)).StartsWith("key", "a/"),
        Fields = [new("acl", "private")],
    };
}
