using System.Globalization;
using System.Text;
using BulkCopy.Emulator.PostForms;
using BulkCopy.Emulator.Signatures;
using BulkCopy.Emulator.Tests.Signatures;
using Xunit;

namespace BulkCopy.Emulator.Tests.PostForms;

public sealed class PostFormVerifierTests
{
    public static TheoryData<string> Vectors =>
        [.. SignatureVector.All.Where(static v => v.Scheme.EndsWith("-post", StringComparison.Ordinal) && v.Credential.Secret.Length > 0).Select(static v => v.Id)];

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Vector_verifies(string id)
    {
        var vector = SignatureVector.Get(id);
        var verdict = Verify(vector, FieldsOf(vector));
        Assert.Null(verdict.Refusal);
        Assert.Equal(vector.Scheme.Replace("-", "", StringComparison.Ordinal), verdict.Value!.Sender!.Scheme.ToString(), ignoreCase: true);
        Assert.Equal(Convert.FromBase64String((string)vector.Intermediates["policyBase64"]!), verdict.Value.Policy);
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Changed_policy_is_refused(string id)
    {
        var vector = SignatureVector.Get(id);
        var fields = FieldsOf(vector);
        var policy = Encoding.UTF8.GetString(Convert.FromBase64String(fields["policy"])).Replace("conditions", "conditionz", StringComparison.Ordinal);
        fields["policy"] = FormSigner.Base64(policy);
        var verdict = Verify(vector, fields);
        Assert.Equal((403, "SignatureDoesNotMatch"), (verdict.Refusal!.Status, verdict.Refusal.Code));
    }

    [Fact]
    public void Policy_of_the_negative_vector_is_refused()
    {
        var edit = SignatureVector.Negative.Single(static entry => (string)entry["id"]! == "cos-post-policy-changed");
        var original = SignatureVector.Get((string)edit["of"]!);
        var fields = FieldsOf(original);
        fields["policy"] = FormSigner.Base64((string)edit["value"]!);
        Assert.Equal("SignatureDoesNotMatch", Verify(original, fields).Refusal!.Code);
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Form_with_a_part_of_the_signature_fields_is_refused(string id)
    {
        var vector = SignatureVector.Get(id);
        foreach (string name in FieldsOf(vector).Keys.Where(static name => !name.EndsWith("token", StringComparison.Ordinal)))
        {
            var fields = FieldsOf(vector);
            fields.Remove(name);
            Assert.Equal(400, Verify(vector, fields).Refusal!.Status);
        }
    }

    [Fact]
    public void Form_without_any_signature_field_is_anonymous()
    {
        var vector = SignatureVector.Get("s3-v4-post-aws");
        Assert.Null(Verify(vector, new Dictionary<string, string> { ["key"] = "a" }).Value!.Sender);
    }

    [Fact]
    public void Key_time_that_is_over_is_refused()
    {
        var vector = SignatureVector.Get("cos-post-dummy");
        var verdict = Verify(vector, FieldsOf(vector), vector.Clock.AddHours(2));
        Assert.Equal((403, "AccessDenied", "Request has expired"), (verdict.Refusal!.Status, verdict.Refusal.Code, verdict.Refusal.Message));
    }

    private static FormVerdict<FormAuthentication> Verify(SignatureVector vector, Dictionary<string, string> fields, DateTimeOffset? now = null)
    {
        var credential = vector.Credential;
        var clock = new FixedClock(now ?? (vector.Params["keyTime"] is null ? DateTimeOffset.UnixEpoch : vector.Clock));
        var verifier = new SignatureVerifier(key => key == credential.AccessKey ? credential : null, clock);
        var form = new PostForm { Fields = new Dictionary<string, string>(fields, StringComparer.OrdinalIgnoreCase), FileName = "", FileContentType = null, File = Stream.Null };
        return verifier.Forms.Verify(form, Dialect(vector));
    }

    private static EmulatorDialect Dialect(SignatureVector vector) => Enum.Parse<EmulatorDialect>(vector.Scheme.Split('-')[0], ignoreCase: true);

    private static Dictionary<string, string> FieldsOf(SignatureVector vector)
    {
        string key = vector.Credential.AccessKey;
        string policy = (string)vector.Intermediates["policyBase64"]!;
        string signature = (string)vector.Expected["signature"]!;
        string? date = (string?)vector.Params["date"];
        Dictionary<string, string> fields = vector.Scheme switch
        {
            "cos-post" => new() { ["q-sign-algorithm"] = "sha1", ["q-ak"] = key, ["q-key-time"] = (string)vector.Params["keyTime"]!, ["q-signature"] = signature },
            "oss-v1-post" => new() { ["OSSAccessKeyId"] = key, ["Signature"] = signature },
            "s3-v2-post" => new() { ["AWSAccessKeyId"] = key, ["signature"] = signature },
            "oss-v4-post" => new()
            {
                ["x-oss-signature-version"] = "OSS4-HMAC-SHA256", ["x-oss-date"] = date + "T030405Z", ["x-oss-signature"] = signature,
                ["x-oss-credential"] = string.Create(CultureInfo.InvariantCulture, $"{key}/{date}/{vector.Params["region"]}/oss/aliyun_v4_request"),
            },
            _ => new()
            {
                ["x-amz-algorithm"] = "AWS4-HMAC-SHA256", ["x-amz-date"] = date + "T000000Z", ["x-amz-signature"] = signature,
                ["x-amz-credential"] = string.Create(CultureInfo.InvariantCulture, $"{key}/{date}/{vector.Params["region"]}/s3/aws4_request"),
            },
        };
        fields["policy"] = policy;
        if (vector.Credential.SessionToken is { } token)
            fields["x-amz-security-token"] = token;
        return fields;
    }
}
