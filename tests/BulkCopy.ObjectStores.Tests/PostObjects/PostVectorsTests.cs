using System.Globalization;
using System.Text;
using BulkCopy.ObjectStores.PostObjects;
using BulkCopy.ObjectStores.Signing;
using BulkCopy.ObjectStores.Tests.Signing;
using Xunit;

namespace BulkCopy.ObjectStores.Tests.PostObjects;

public sealed class PostVectorsTests
{
    public static TheoryData<string> Forms() =>
        [.. SignatureVector.All().Where(v => v.Scheme.EndsWith("-post", StringComparison.Ordinal)).Select(v => v.Id)];

    [Theory]
    [MemberData(nameof(Forms))]
    public void Every_intermediate_text_and_the_signature_are_those_of_the_vector(string id)
    {
        var vector = SignatureVector.Get(id);
        var trace = new SigningTrace();
        Assert.Equal(vector.Signature, Sign(vector, trace));
        foreach (var (name, value) in vector.Intermediates)
            Assert.Equal((name, value), (name, trace.Values.GetValueOrDefault(name)));
    }

    [Fact]
    public void An_edited_policy_has_another_signature()
    {
        var edits = SignatureVector.Document["negative"]!.AsArray().Where(e => e!["of"]!.ToString().Contains("-post", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(edits);
        foreach (var edit in edits)
            Assert.NotEqual(SignatureVector.Get(edit!["of"]!.ToString()).Signature, Sign(SignatureVector.Edited(edit), new SigningTrace()));
    }

    private static string Sign(SignatureVector vector, SigningTrace trace)
    {
        var scheme = vector.Scheme switch
        {
            "cos-post" => SignatureScheme.CosHeader,
            "oss-v1-post" => SignatureScheme.OssV1,
            "oss-v4-post" => SignatureScheme.OssV4,
            "s3-v2-post" => SignatureScheme.S3V2,
            "s3-v4-post" => SignatureScheme.S3V4,
            var other => throw new ArgumentException(other),
        };
        var policy = vector.Param("policyText") is { } text ? Encoding.UTF8.GetBytes(text) : Convert.FromBase64String(vector.Param("policyBase64")!);
        var window = vector.Param("keyTime")?.Split(';').Select(s => DateTimeOffset.FromUnixTimeSeconds(long.Parse(s))).ToArray();
        var now = vector.Param("date") is { } date
            ? DateTimeOffset.ParseExact(date, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)
            : window?[0] ?? default;
        return new PostFormSigner(scheme, vector.Param("region") ?? "")
            .Signature(vector.Credentials, policy, SigningTimestamp.Of(now), window?[1] ?? default, trace);
    }
}
