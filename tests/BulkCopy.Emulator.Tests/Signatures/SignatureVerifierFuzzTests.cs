using BulkCopy.Emulator.Signatures;
using Xunit;

namespace BulkCopy.Emulator.Tests.Signatures;

public sealed class SignatureVerifierFuzzTests
{
    private static readonly SignatureVector[] Vectors =
        [.. SignatureVector.All.Where(static v => !v.Scheme.EndsWith("-post", StringComparison.Ordinal) && v.Credential.Secret.Length > 0)];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Damaged_requests_are_answered_and_never_throw(int seed)
    {
        var mutator = new Mutator(seed);
        var statuses = new HashSet<int>();
        for (int i = 0; i < 5000; i++)
        {
            var vector = mutator.Pick(Vectors);
            var credential = vector.Credential;
            var verifier = new SignatureVerifier(_ => credential, new FixedClock(vector.Clock));
            var result = verifier.Verify(Damaged(vector, mutator));
            if (result is not RejectedRequest rejected)
                continue;
            statuses.Add(rejected.Status);
            Assert.All(rejected.Details, static detail => System.Xml.XmlConvert.VerifyXmlChars(detail.Value));
            Assert.False(string.IsNullOrEmpty(rejected.Code));
        }

        Assert.Equal([400, 403], statuses.Order());
    }

    [Theory]
    [InlineData("q-sign-algorithm=sha1&q-ak=a&q-sign-time=1;9999999999&q-key-time=1;9999999999&q-header-list={0}&q-url-param-list={0}&q-signature=a")]
    [InlineData("AWS4-HMAC-SHA256 Credential=a/20260102/r/s3/aws4_request,SignedHeaders={0},Signature=a")]
    [InlineData("OSS4-HMAC-SHA256 Credential=a/20260102/r/oss/aliyun_v4_request,AdditionalHeaders={0},Signature=a")]
    public void Longest_lists_that_fit_a_request_are_refused(string authorization)
    {
        string names = string.Join(';', Enumerable.Repeat("a", 8000));
        var request = SignatureVector.Get("s3-v4-header-copy").ToRequest(authorization.Replace("{0}", names, StringComparison.Ordinal)) with
        {
            RawTarget = "/?" + string.Join('&', Enumerable.Repeat("a", 4000)),
        };
        request.Headers["x-oss-date"] = "20260102T030405Z";
        var credential = new EmulatorCredential { AccessKey = "a", Secret = "s", AccountName = "owner" };
        var verifier = new SignatureVerifier(_ => credential, new FixedClock(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)));
        Assert.Equal(403, Assert.IsType<RejectedRequest>(verifier.Verify(request)).Status);
    }

    private static SignedRequest Damaged(SignatureVector vector, Mutator mutator)
    {
        var request = vector.ToRequest(vector.IsQuery ? null : Authorization(vector));
        string[] names = [.. request.Headers.Keys];
        switch (mutator.Next(4))
        {
            case 0:
                return request with { RawTarget = mutator.Damage(request.RawTarget) };
            case 1 when !vector.IsQuery:
                request.Headers.Authorization = mutator.Damage(request.Headers.Authorization.ToString());
                return request;
            case 2:
                request.Headers.Remove(mutator.Pick(names));
                return request;
            default:
                string name = mutator.Pick(names);
                request.Headers[name] = mutator.Damage(request.Headers[name].ToString());
                return request with { RawTarget = mutator.Next(3) == 0 ? mutator.Damage(request.RawTarget) : request.RawTarget };
        }
    }

    private static string Authorization(SignatureVector vector) => (string?)vector.Expected["authorization"]
        ?? $"AWS4-HMAC-SHA256 Credential={vector.Credential.AccessKey}/{vector.Intermediates["scope"]},SignedHeaders=host,Signature={vector.Expected["signature"]}";
}
