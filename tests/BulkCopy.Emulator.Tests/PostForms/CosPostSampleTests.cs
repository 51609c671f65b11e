using BulkCopy.Emulator.PostForms;
using Xunit;

namespace BulkCopy.Emulator.Tests.PostForms;

/// <summary>The nine samples of COS "POST Object", signed anew with a dummy key because the printed signatures are masked.</summary>
public sealed class CosPostSampleTests
{
    private const string Bucket = "examplebucket-1250000000";
    private const string KeyTime = "1567064374;1567071574";
    private const string ETag = "\"ee8de918d05640145b18f70f4c3aa602\"";
    private const string Location = "http://examplebucket-1250000000.cos.ap-beijing.myqcloud.com/exampleobject";

    [Fact]
    public async Task Sample_1_simple_upload()
    {
        var (answer, forms) = await PostAsync("", []);
        AssertAnswer(answer, 204, Location);
        Assert.Equal("exampleobject", forms.Stored!.Key);
        Assert.Equal("[Object Content]"u8.ToArray(), forms.Content);
        Assert.False(forms.Stored.Headers.ContainsKey("Content-Type"));
        Assert.Equal("owner", forms.Stored.Sender!.AccountName);
    }

    [Fact]
    public async Task Sample_2_metadata_and_acl_in_form_fields()
    {
        var (answer, forms) = await PostAsync(MetadataConditions(Bucket), MetadataFields);
        AssertAnswer(answer, 204, Location);
        var headers = forms.Stored!.Headers;
        Assert.Equal("public-read", headers["x-cos-acl"]);
        Assert.Equal("max-age=86400", headers["Cache-Control"]);
        Assert.Equal("attachment; filename=example.jpg", headers["Content-Disposition"]);
        Assert.Equal("image/jpeg", headers["Content-Type"]);
        Assert.Equal("example-value", headers["x-cos-meta-example-field"]);
    }

    [Fact]
    public async Task Sample_2_as_printed_names_another_bucket_and_is_refused()
    {
        var (answer, _) = await PostAsync(MetadataConditions("examplebucket-1252246555"), MetadataFields);
        Assert.Equal((403, "AccessDenied"), (answer.Refusal!.Status, answer.Refusal.Code));
    }

    [Fact]
    public async Task Sample_3_encryption_with_keys_of_cos()
    {
        var (answer, forms) = await PostAsync("{\"x-cos-server-side-encryption\":\"AES256\"},",
            [new("x-cos-server-side-encryption", "AES256")], [new("x-cos-server-side-encryption", "AES256")]);
        AssertAnswer(answer, 204, Location);
        Assert.Equal("AES256", forms.Stored!.Headers["x-cos-server-side-encryption"]);
        Assert.Contains(new("x-cos-server-side-encryption", "AES256"), answer.Value!.Headers);
    }

    [Fact]
    public async Task Sample_4_encryption_with_the_customers_key()
    {
        var (answer, forms) = await PostAsync("{\"x-cos-server-side-encryption-customer-algorithm\":\"AES256\"},",
            [
                new("x-cos-server-side-encryption-customer-algorithm", "AES256"),
                new("x-cos-server-side-encryption-customer-key", "MDEyMzQ1Njc4OUFCQ0RFRjAxMjM0NTY3ODlBQkNERUY="),
                new("x-cos-server-side-encryption-customer-key-MD5", "U5L61r7jcwdNvT7frmUG8g=="),
            ]);
        AssertAnswer(answer, 204, Location);
        Assert.Equal("U5L61r7jcwdNvT7frmUG8g==", forms.Stored!.Headers["x-cos-server-side-encryption-customer-key-MD5"]);
    }

    [Fact]
    public async Task Sample_5_versioned_bucket()
    {
        var (answer, _) = await PostAsync("", [], [new("x-cos-version-id", "MTg0NDUxNzcwMDkzMDE3NDQ0MDU")]);
        AssertAnswer(answer, 204, Location);
        Assert.Contains(new("x-cos-version-id", "MTg0NDUxNzcwMDkzMDE3NDQ0MDU"), answer.Value!.Headers);
    }

    [Fact]
    public async Task Sample_6_suspended_bucket_has_no_version_header()
    {
        var (answer, _) = await PostAsync("", []);
        AssertAnswer(answer, 204, Location);
        Assert.DoesNotContain(answer.Value!.Headers, static header => header.Key == "x-cos-version-id");
    }

    [Fact]
    public async Task Sample_7_key_with_the_name_of_the_file()
    {
        var (answer, forms) = await PostAsync("[\"starts-with\",\"$key\",\"folder/subfolder/\"],", [], key: "folder/subfolder/${filename}", fileName: "photo.jpg");
        AssertAnswer(answer, 204, "http://examplebucket-1250000000.cos.ap-beijing.myqcloud.com/folder/subfolder/photo.jpg");
        Assert.Equal("folder/subfolder/photo.jpg", forms.Stored!.Key);
    }

    [Fact]
    public async Task Sample_8_redirect()
    {
        var (answer, _) = await PostAsync("[\"starts-with\",\"$success_action_redirect\",\"https://my.website/\"],",
            [new("success_action_redirect", "https://my.website/upload_success.html")]);
        AssertAnswer(answer, 303, "https://my.website/upload_success.html?bucket=examplebucket-1250000000&key=exampleobject&etag=%22ee8de918d05640145b18f70f4c3aa602%22");
    }

    [Fact]
    public async Task Sample_9_status()
    {
        var (answer, _) = await PostAsync("{\"success_action_status\":\"200\"},", [new("success_action_status", "200")]);
        AssertAnswer(answer, 200, Location);
    }

    [Fact]
    public async Task Status_201_has_no_body()
    {
        var (answer, _) = await PostAsync("{\"success_action_status\":\"201\"},", [new("success_action_status", "201")]);
        AssertAnswer(answer, 201, Location);
    }

    private static string MetadataConditions(string bucket) =>
        $$"""
        {"acl":"public-read"},{"bucket":"{{bucket}}"},{"key":"exampleobject"},
        ["eq","$Content-Disposition","attachment; filename=example.jpg"],["starts-with","$Content-Type","image/"],
        ["eq","$x-cos-meta-example-field","example-value"],
        """;

    private static KeyValuePair<string, string>[] MetadataFields =>
    [
        new("acl", "public-read"), new("Cache-Control", "max-age=86400"), new("Content-Disposition", "attachment; filename=example.jpg"),
        new("Content-Type", "image/jpeg"), new("x-cos-meta-example-field", "example-value"), new("Content-MD5", "7o3pGNBWQBRbGPcPTDqmAg=="),
    ];

    private static void AssertAnswer(FormVerdict<PostObjectResponse> answer, int status, string location)
    {
        Assert.Null(answer.Refusal);
        Assert.Equal(status, answer.Value!.Status);
        Assert.Empty(answer.Value.Document);
        Assert.Contains(new("ETag", ETag), answer.Value.Headers);
        Assert.Contains(new("Location", location), answer.Value.Headers);
    }

    private static async Task<(FormVerdict<PostObjectResponse> Answer, PostedForms Forms)> PostAsync(string conditions,
        KeyValuePair<string, string>[] fields, KeyValuePair<string, string>[]? storeHeaders = null, string key = "exampleobject", string fileName = "example.jpg")
    {
        string policy = $$"""
            {"conditions":[{{conditions}}{"q-sign-algorithm":"sha1"},{"q-ak":"AKIDEXAMPLE"},{"q-sign-time":"{{KeyTime}}"}],"expiration":"2019-08-29T09:39:34.471Z"}
            """;
        byte[] body = new FormBody().Field("key", key).Fields(fields).Fields(FormSigner.Cos(policy, KeyTime)).File(fileName, "[Object Content]").End();
        var forms = new PostedForms(DateTimeOffset.FromUnixTimeSeconds(1567064374)) { StoreHeaders = storeHeaders ?? [] };
        return (await forms.PostAsync(EmulatorDialect.Cos, body), forms);
    }
}
