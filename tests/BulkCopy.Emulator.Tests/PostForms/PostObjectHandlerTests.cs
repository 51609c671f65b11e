using System.Text;
using BulkCopy.Emulator.PostForms;
using Xunit;

namespace BulkCopy.Emulator.Tests.PostForms;

public sealed class PostObjectHandlerTests
{
    private const string Timestamp = "20260102T030405Z";
    private const string Expiration = "2026-01-02T04:04:05Z";
    private const string S3Signature =
        """{"x-amz-algorithm":"AWS4-HMAC-SHA256"},{"x-amz-credential":"AKIDEXAMPLE/20260102/us-east-1/s3/aws4_request"},{"x-amz-date":"20260102T030405Z"}""";

    private const string OssSignature =
        """{"x-oss-signature-version":"OSS4-HMAC-SHA256"},{"x-oss-credential":"AKIDEXAMPLE/20260102/cn-hangzhou/oss/aliyun_v4_request"},{"x-oss-date":"20260102T030405Z"}""";

    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public async Task S3_answers_201_with_a_document()
    {
        var (answer, forms) = await S3Async("""["starts-with","$key","user/"],{"success_action_status":"201"},["starts-with","$Content-Type","image/"],{"x-amz-meta-uuid":"14365123651274"}""",
            [new("key", "user/${filename}"), new("success_action_status", "201"), new("Content-Type", "image/jpeg"), new("x-amz-meta-uuid", "14365123651274"), new("x-ignore-me", "1")]);
        Assert.Null(answer.Refusal);
        Assert.Equal(201, answer.Value!.Status);
        Assert.Equal(["Location", "Bucket", "Key", "ETag"], answer.Value.Document.Select(static element => element.Key));
        Assert.Equal("user/photo.jpg", forms.Stored!.Key);
        Assert.Equal("14365123651274", forms.Stored.Headers["x-amz-meta-uuid"]);
        Assert.False(forms.Stored.Headers.ContainsKey("x-amz-credential"));
    }

    [Theory]
    [InlineData("""["starts-with","$key","user/"],["starts-with","$Content-Type",""]""", "Extra input fields: x-amz-meta-uuid")]
    [InlineData("""["starts-with","$key","other/"],["starts-with","$Content-Type",""],["starts-with","$x-amz-meta-uuid",""]""", "Policy Condition failed: [\"starts-with\", \"$key\", \"other/\"]")]
    [InlineData("""["starts-with","$key","user/"],["eq","$Content-Type","text/plain"],["starts-with","$x-amz-meta-uuid",""]""", "Policy Condition failed: [\"eq\", \"$Content-Type\", \"text/plain\"]")]
    [InlineData("""["starts-with","$key","user/"],["starts-with","$Content-Type",""],["starts-with","$x-amz-meta-uuid",""],{"acl":"private"}""", "Policy Condition failed: [\"eq\", \"$acl\", \"private\"]")]
    public async Task S3_refuses_what_the_policy_does_not_allow(string conditions, string why)
    {
        var (answer, forms) = await S3Async(conditions, [new("key", "user/a"), new("Content-Type", "image/jpeg"), new("x-amz-meta-uuid", "1")]);
        Assert.Equal((403, "AccessDenied", "Invalid according to Policy: " + why), (answer.Refusal!.Status, answer.Refusal.Code, answer.Refusal.Message));
        Assert.Null(forms.Stored);
    }

    [Fact]
    public async Task S3_policy_must_name_the_bucket()
    {
        string policy = $$"""{"expiration":"{{Expiration}}","conditions":[["starts-with","$key",""],{{S3Signature}}]}""";
        var (answer, _) = await PostAsync(EmulatorDialect.S3, FormSigner.S3V4(policy, Timestamp), [new("key", "a")]);
        Assert.Equal((403, "AccessDenied"), (answer.Refusal!.Status, answer.Refusal.Code));
    }

    [Theory]
    [InlineData("not json", "InvalidPolicyDocument")]
    [InlineData("[]", "InvalidPolicyDocument")]
    [InlineData("""{"conditions":[]}""", "InvalidPolicyDocument")]
    [InlineData("""{"EXPIRATION":"2026-01-02T04:04:05Z","conditions":[]}""", "InvalidPolicyDocument")]
    [InlineData("""{"expiration":"2026-01-02T04:04:05Z"}""", "InvalidPolicyDocument")]
    [InlineData("""{"expiration":"2026-01-02 04:04:05","conditions":[]}""", "InvalidPolicyDocument")]
    [InlineData("""{"expiration":"2026-01-02T04:04:05Z","conditions":[{}]}""", "InvalidPolicyDocument")]
    [InlineData("""{"expiration":"2026-01-02T04:04:05Z","conditions":[{"a":"b","c":"d"}]}""", "InvalidPolicyDocument")]
    [InlineData("""{"expiration":"2026-01-02T04:04:05Z","conditions":[["eq","key","a"]]}""", "InvalidPolicyDocument")]
    [InlineData("""{"expiration":"2026-01-02T04:04:05Z","conditions":[["in","$key",["a"]]]}""", "InvalidPolicyDocument")]
    [InlineData("""{"expiration":"2026-01-02T04:04:05Z","conditions":[["content-length-range",0]]}""", "InvalidPolicyDocument")]
    [InlineData("""{"expiration":"2026-01-02T04:04:05Z","conditions":[["content-length-range",-1,0]]}""", "InvalidPolicyDocument")]
    [InlineData("""{"expiration":"2026-01-02T03:04:04Z","conditions":[]}""", "AccessDenied")]
    public async Task Policy_that_is_malformed_or_over_is_refused(string policy, string code)
    {
        var (answer, _) = await PostAsync(EmulatorDialect.S3, FormSigner.S3V4(policy, Timestamp), [new("key", "a")]);
        Assert.Equal((code == "AccessDenied" ? 403 : 400, code), (answer.Refusal!.Status, answer.Refusal.Code));
    }

    [Fact]
    public async Task Operators_and_fields_ignore_case()
    {
        var (answer, _) = await S3Async("""["StArTs-WiTh","$KeY","user/"],["eQ","$ACL","private"]""", [new("kEy", "user/a"), new("Acl", "private")]);
        Assert.Null(answer.Refusal);
        Assert.Equal(204, answer.Value!.Status);
    }

    [Theory]
    [InlineData(16, 16, null)]
    [InlineData(0, 15, "EntityTooLarge")]
    [InlineData(17, 100, "EntityTooSmall")]
    public async Task Content_length_range_is_held(int min, int max, string? code)
    {
        foreach (var dialect in Enum.GetValues<EmulatorDialect>())
        {
            var (answer, _) = await WithRangeAsync(dialect, $"[\"content-length-range\",{min},{max}]");
            Assert.Equal(code, answer.Refusal?.Code);
            Assert.Equal(code is null ? null : dialect, answer.Refusal?.Dialect);
        }
    }

    [Fact]
    public async Task Oss_expands_the_file_name_after_the_check()
    {
        var (literal, forms) = await OssAsync("""{"key":"user/${filename}"}""", [new("key", "user/${filename}")]);
        Assert.Null(literal.Refusal);
        Assert.Equal("user/photo.jpg", forms.Stored!.Key);
        var (expanded, _) = await OssAsync("""{"key":"user/photo.jpg"}""", [new("key", "user/${filename}")]);
        Assert.Equal("AccessDenied", expanded.Refusal!.Code);
    }

    [Theory]
    [InlineData("""["in","$content-type",["image/jpg","image/png"]]""", "image/png", true)]
    [InlineData("""["in","$content-type",["image/jpg","image/png"]]""", "text/html", false)]
    [InlineData("""["not-in","$content-type",["text/html"]]""", "image/png", true)]
    [InlineData("""["not-in","$content-type",["text/html"]]""", "text/html", false)]
    public async Task Oss_lists_are_held(string condition, string type, bool allowed)
    {
        var (answer, forms) = await OssAsync(condition, [new("key", "a"), new("Content-Type", type), new("x-oss-meta-free", "1")]);
        Assert.Equal(allowed ? null : "AccessDenied", answer.Refusal?.Code);
        Assert.Equal(allowed, forms.Stored is not null);
    }

    [Fact]
    public async Task Oss_takes_the_type_of_the_file_when_no_field_names_one()
    {
        var (_, forms) = await OssAsync("""["starts-with","$key",""]""", [new("key", "a")]);
        Assert.Equal("image/jpeg", forms.Stored!.Headers["Content-Type"]);
    }

    [Fact]
    public async Task Oss_v4_policy_must_hold_the_signature_fields()
    {
        string policy = $$"""{"expiration":"{{Expiration}}","conditions":[["starts-with","$key",""]]}""";
        var (answer, _) = await PostAsync(EmulatorDialect.Oss, FormSigner.OssV4(policy, Timestamp), [new("key", "a")]);
        Assert.Equal((400, "InvalidPolicyDocument"), (answer.Refusal!.Status, answer.Refusal.Code));
        var (first, _) = await PostAsync(EmulatorDialect.Oss, FormSigner.OssV1(policy), [new("key", "a")]);
        Assert.Equal(204, first.Value!.Status);
    }

    [Theory]
    [InlineData("[\"starts-with\",\"$success_action_status\",\"2\"],", 400, "InvalidPolicyDocument")]
    [InlineData("{\"acl\":\"default\"},", 403, "AccessDenied")]
    public async Task Cos_refuses_prefixes_of_exact_fields_and_conditions_on_absent_ones(string condition, int status, string code)
    {
        const string keyTime = "1767323045;1767326645";
        string policy = $$"""{"expiration":"{{Expiration}}","conditions":[{{condition}}{"q-sign-algorithm":"sha1"},{"q-ak":"AKIDEXAMPLE"},{"q-sign-time":"{{keyTime}}"}]}""";
        var (answer, _) = await PostAsync(EmulatorDialect.Cos, FormSigner.Cos(policy, keyTime), [new("key", "a"), new("success_action_status", "200")]);
        Assert.Equal((status, code), (answer.Refusal!.Status, answer.Refusal.Code));
    }

    [Fact]
    public async Task Anonymous_form_reaches_the_store_without_a_sender()
    {
        var (answer, forms) = await PostAsync(EmulatorDialect.S3, [], [new("key", "a"), new("success_action_status", "404")]);
        Assert.Equal(204, answer.Value!.Status);
        Assert.Null(forms.Stored!.Sender);
    }

    [Fact]
    public async Task Redirect_that_cannot_be_a_header_is_ignored()
    {
        var (answer, _) = await PostAsync(EmulatorDialect.S3, [], [new("key", "a"), new("success_action_redirect", "https://my.website/\u00e9\r\nx: y")]);
        Assert.Equal(204, answer.Value!.Status);
    }

    [Fact]
    public async Task Wrong_md5_and_checksum_are_refused()
    {
        foreach (var field in new KeyValuePair<string, string>[] { new("Content-MD5", "AAAAAAAAAAAAAAAAAAAAAA=="), new("x-amz-checksum-crc32", "AAAAAA==") })
        {
            var (answer, forms) = await PostAsync(EmulatorDialect.S3, [], [new("key", "a"), field]);
            Assert.Equal((400, "BadDigest"), (answer.Refusal!.Status, answer.Refusal.Code));
            Assert.Null(forms.Stored);
        }
    }

    [Fact]
    public async Task Tagging_field_becomes_the_tagging_header()
    {
        const string xml = "<Tagging><TagSet><Tag><Key>a b</Key><Value>1&amp;2</Value></Tag></TagSet></Tagging>";
        var (_, forms) = await PostAsync(EmulatorDialect.S3, [], [new("key", "a"), new("tagging", xml)]);
        Assert.Equal("a%20b=1%262", forms.Stored!.Headers["x-amz-tagging"]);
        var (answer, _) = await PostAsync(EmulatorDialect.S3, [], [new("key", "a"), new("tagging", "<Tagging")]);
        Assert.Equal("InvalidArgument", answer.Refusal!.Code);
    }

    private static Task<(FormVerdict<PostObjectResponse> Answer, PostedForms Forms)> WithRangeAsync(EmulatorDialect dialect, string range) => dialect switch
    {
        EmulatorDialect.S3 => S3Async("[\"starts-with\",\"$key\",\"\"]," + range, [new("key", "a")]),
        EmulatorDialect.Oss => OssAsync(range, [new("key", "a")]),
        _ => PostAsync(dialect, FormSigner.Cos($$"""{"expiration":"{{Expiration}}","conditions":[{{range}},{"q-sign-algorithm":"sha1"},{"q-ak":"AKIDEXAMPLE"},{"q-sign-time":"1767323045;1767326645"}]}""", "1767323045;1767326645"), [new("key", "a")]),
    };

    private static Task<(FormVerdict<PostObjectResponse> Answer, PostedForms Forms)> S3Async(string conditions, KeyValuePair<string, string>[] fields)
    {
        string policy = $$"""{"expiration":"{{Expiration}}","conditions":[{"bucket":"examplebucket-1250000000"},{{conditions}},{{S3Signature}}]}""";
        return PostAsync(EmulatorDialect.S3, FormSigner.S3V4(policy, Timestamp), fields);
    }

    private static Task<(FormVerdict<PostObjectResponse> Answer, PostedForms Forms)> OssAsync(string conditions, KeyValuePair<string, string>[] fields)
    {
        string policy = $$"""{"expiration":"{{Expiration}}","conditions":[{{conditions}},{{OssSignature}}]}""";
        return PostAsync(EmulatorDialect.Oss, FormSigner.OssV4(policy, Timestamp), fields);
    }

    private static async Task<(FormVerdict<PostObjectResponse> Answer, PostedForms Forms)> PostAsync(EmulatorDialect dialect,
        Dictionary<string, string> signature, KeyValuePair<string, string>[] fields)
    {
        var forms = new PostedForms(Now);
        byte[] body = new FormBody().Fields(fields).Fields(signature).File("photo.jpg", "[Object Content]").End();
        return (await forms.PostAsync(dialect, body), forms);
    }
}
