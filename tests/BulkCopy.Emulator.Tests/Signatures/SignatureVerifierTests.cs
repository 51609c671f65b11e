using BulkCopy.Emulator.Signatures;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace BulkCopy.Emulator.Tests.Signatures;

public sealed class SignatureVerifierTests
{
    [Theory]
    [InlineData("cos-header-copy", 3601, 403, "AccessDenied", "Request has expired")]
    [InlineData("cos-header-copy", -60, 403, "AccessDenied", "Request has expired")]
    [InlineData("cos-header-copy", -901, 403, "RequestTimeTooSkewed", null)]
    [InlineData("cos-query-get", 3601, 403, "AccessDenied", "Request has expired")]
    [InlineData("oss-v1-header-copy", 901, 403, "RequestTimeTooSkewed", null)]
    [InlineData("oss-v1-header-copy", -901, 403, "RequestTimeTooSkewed", null)]
    [InlineData("oss-v1-query-get", 11, 403, "AccessDenied", "Request has expired.")]
    [InlineData("oss-v4-header-copy", 901, 403, "RequestTimeTooSkewed", null)]
    [InlineData("oss-v4-query-get", 3601, 403, "AccessDenied", "Request has expired.")]
    [InlineData("s3-v2-header-copy", 901, 403, "RequestTimeTooSkewed", null)]
    [InlineData("s3-v2-query-get", 11, 403, "AccessDenied", "Request has expired")]
    [InlineData("s3-v4-header-copy", 901, 403, "RequestTimeTooSkewed", null)]
    [InlineData("s3-v4-header-copy", -901, 403, "RequestTimeTooSkewed", null)]
    [InlineData("s3-v4-query-get", 3601, 403, "AccessDenied", "Request has expired")]
    [InlineData("s3-v4-query-get", -901, 403, "AccessDenied", "Request is not yet valid")]
    public void Signature_outside_its_time_is_refused(string id, int secondsLater, int status, string code, string? message)
    {
        var vector = SignatureVector.Get(id);
        var rejected = Rejected(vector, vector.Credential, clock: vector.Clock.AddSeconds(secondsLater));
        Assert.Equal((status, code), (rejected.Status, rejected.Code));
        if (message is not null)
            Assert.Equal(message, rejected.Message);
    }

    [Theory]
    [InlineData("cos-header-copy", 3600)]
    [InlineData("oss-v1-header-copy", 900)]
    [InlineData("oss-v4-query-get", 3600)]
    [InlineData("s3-v2-query-get", 10)]
    [InlineData("s3-v4-header-copy", -900)]
    [InlineData("s3-v4-query-get", 3600)]
    public void Signature_at_the_edge_of_its_time_is_accepted(string id, int secondsLater)
    {
        var vector = SignatureVector.Get(id);
        Assert.IsType<AuthenticatedRequest>(Verify(vector.ToRequest(Authorization(vector)), vector.Credential, vector.Clock.AddSeconds(secondsLater)));
    }

    [Theory]
    [InlineData("cos-header-copy", "InvalidAccessKeyId")]
    [InlineData("oss-v1-header-copy", "InvalidAccessKeyId")]
    [InlineData("oss-v4-header-copy", "InvalidAccessKeyId")]
    [InlineData("s3-v2-header-copy", "InvalidAccessKeyId")]
    [InlineData("s3-v4-header-copy", "InvalidAccessKeyId")]
    public void Unknown_access_key_is_refused(string id, string code)
    {
        var vector = SignatureVector.Get(id);
        var rejected = Rejected(vector, vector.Credential with { AccessKey = "another" });
        Assert.Equal((403, code), (rejected.Status, rejected.Code));
    }

    [Theory]
    [InlineData("cos-header-copy-token", 400, "ExpiredToken")]
    [InlineData("cos-query-put-token", 400, "ExpiredToken")]
    [InlineData("oss-v1-header-token", 403, "SecurityTokenExpired")]
    [InlineData("oss-v1-query-get-token", 403, "SecurityTokenExpired")]
    [InlineData("oss-v4-header-token", 403, "SecurityTokenExpired")]
    [InlineData("oss-v4-query-get-token", 403, "SecurityTokenExpired")]
    [InlineData("s3-v2-header-token", 400, "ExpiredToken")]
    [InlineData("s3-v4-header-copy-token-path-style", 400, "ExpiredToken")]
    [InlineData("s3-v4-query-put-token", 400, "ExpiredToken")]
    public void Expired_session_token_is_refused_in_the_dialects_words(string id, int status, string code)
    {
        var vector = SignatureVector.Get(id);
        var rejected = Rejected(vector, vector.Credential with { SessionExpiresAt = vector.Clock });
        Assert.Equal((status, code), (rejected.Status, rejected.Code));
    }

    [Theory]
    [InlineData("cos-header-copy-token", 403, "AccessDenied")]
    [InlineData("oss-v4-header-token", 403, "InvalidSecurityToken")]
    [InlineData("s3-v4-query-put-token", 400, "InvalidToken")]
    public void Wrong_session_token_is_refused(string id, int status, string code)
    {
        var vector = SignatureVector.Get(id);
        var other = Rejected(vector, vector.Credential with { SessionToken = "another" });
        var permanent = Rejected(vector, vector.Credential with { SessionToken = null });
        Assert.Equal((status, code), (other.Status, other.Code));
        Assert.Equal((status, code), (permanent.Status, permanent.Code));
    }

    [Fact]
    public void Temporary_key_without_its_token_is_unknown()
    {
        var vector = SignatureVector.Get("s3-v4-header-copy");
        Assert.Equal("InvalidAccessKeyId", Rejected(vector, vector.Credential with { SessionToken = "token" }).Code);
    }

    [Fact]
    public void Amz_header_that_is_not_signed_is_refused()
    {
        var vector = SignatureVector.Get("s3-v4-header-copy");
        var request = vector.ToRequest(Authorization(vector));
        request.Headers["x-amz-acl"] = "public-read";
        var rejected = Assert.IsType<RejectedRequest>(Verify(request, vector.Credential, vector.Clock));
        Assert.Equal((403, "AccessDenied"), (rejected.Status, rejected.Code));
        Assert.Equal("There were headers present in the request which were not signed", rejected.Message);
        Assert.Equal([new("HeadersNotSigned", "x-amz-acl")], rejected.Details);
    }

    [Theory]
    [InlineData("X-Amz-Expires=604801", "AuthorizationQueryParametersError")]
    [InlineData("X-Amz-Expires=-1", "AuthorizationQueryParametersError")]
    [InlineData("X-Amz-Expires=soon", "AuthorizationQueryParametersError")]
    [InlineData("Expires=3600", "AuthorizationQueryParametersError")]
    public void Presigned_lifetime_must_be_a_number_of_at_most_a_week(string replacement, string code)
    {
        var vector = SignatureVector.Get("s3-v4-query-get");
        var request = vector.ToRequest(authorization: null);
        request = request with { RawTarget = request.RawTarget.Replace("X-Amz-Expires=3600", replacement, StringComparison.Ordinal) };
        var rejected = Assert.IsType<RejectedRequest>(Verify(request, vector.Credential, vector.Clock));
        Assert.Equal((400, code), (rejected.Status, rejected.Code));
    }

    [Theory]
    [InlineData("AWS4-HMAC-SHA256", 400)]
    [InlineData("AWS4-HMAC-SHA256 ", 400)]
    [InlineData("AWS4-HMAC-SHA256 Credential=a/b/c/d,SignedHeaders=host,Signature=1", 400)]
    [InlineData("AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20260102/us-east-1/ec2/aws4_request,SignedHeaders=host,Signature=1", 400)]
    [InlineData("AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/2026/us-east-1/s3/aws4_request,SignedHeaders=host,Signature=1", 400)]
    [InlineData("AWS ", 400)]
    [InlineData("AWS onlykey", 400)]
    [InlineData("OSS key", 400)]
    [InlineData("OSS4-HMAC-SHA256 Credential=LTAIEXAMPLE", 400)]
    [InlineData("OSS4-HMAC-SHA256 Credential=a/20260102/r/oss/aliyun_v4_request,AdditionalHeaders=,Signature=1", 400)]
    [InlineData("q-sign-algorithm=sha1", 403)]
    [InlineData("q-sign-algorithm=md5&q-ak=a&q-sign-time=1;2&q-key-time=1;2&q-header-list=&q-url-param-list=&q-signature=1", 403)]
    [InlineData("Basic dXNlcjpwYXNz", 400)]
    public void Malformed_authorization_is_refused_without_looking_up_a_key(string authorization, int status)
    {
        var request = SignatureVector.Get("s3-v4-header-copy").ToRequest(authorization);
        var verifier = new SignatureVerifier(static key => throw new InvalidOperationException(key), new FixedClock(DateTimeOffset.UnixEpoch));
        Assert.Equal(status, Assert.IsType<RejectedRequest>(verifier.Verify(request)).Status);
    }

    [Fact]
    public void Request_without_any_signature_is_anonymous()
    {
        var vector = SignatureVector.Get("s3-v4-header-list-v2");
        Assert.IsType<AnonymousRequest>(Verify(vector.ToRequest(authorization: null), vector.Credential, vector.Clock));
    }

    [Theory]
    [InlineData(EmulatorDialect.Oss, "Query-string authentication requires the Signature, Expires and OSSAccessKeyId parameters")]
    [InlineData(EmulatorDialect.S3, "Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters")]
    public void Half_a_set_of_query_parameters_is_refused(EmulatorDialect dialect, string message)
    {
        var request = SignatureVector.Get("s3-v4-header-list-v2").ToRequest(authorization: null) with
        {
            RawTarget = "/key?Signature=abc&Expires=1",
            Dialect = dialect,
        };
        var rejected = Assert.IsType<RejectedRequest>(Verify(request, SignatureVector.Get("s3-v4-header-list-v2").Credential, DateTimeOffset.UnixEpoch));
        Assert.Equal((403, "AccessDenied", message), (rejected.Status, rejected.Code, rejected.Message));
    }

    [Fact]
    public void Both_mechanisms_at_once_are_refused()
    {
        var vector = SignatureVector.Get("s3-v4-query-get");
        var other = SignatureVector.Get("s3-v4-header-copy");
        var rejected = Assert.IsType<RejectedRequest>(Verify(vector.ToRequest(Authorization(other)), vector.Credential, vector.Clock));
        Assert.Equal((400, "InvalidArgument"), (rejected.Status, rejected.Code));
    }

    [Fact]
    public void Missing_content_hash_is_refused()
    {
        var vector = SignatureVector.Get("s3-v4-header-copy");
        var request = vector.ToRequest(Authorization(vector));
        request.Headers.Remove("x-amz-content-sha256");
        var rejected = Assert.IsType<RejectedRequest>(Verify(request, vector.Credential, vector.Clock));
        Assert.Equal((400, "InvalidRequest"), (rejected.Status, rejected.Code));
    }

    [Fact]
    public void Underscore_sorts_before_letters_in_header_names()
    {
        var vector = SignatureVector.Get("s3-v2-header-copy");
        var request = vector.ToRequest(Authorization(vector));
        request.Headers["x-amz-meta-ab"] = "1";
        request.Headers["x-amz-meta-a_b"] = "2";
        var rejected = Assert.IsType<RejectedRequest>(Verify(request, vector.Credential, vector.Clock));
        Assert.Contains("x-amz-meta-a_b:2\nx-amz-meta-ab:1\n", rejected.Details.Single(static detail => detail.Key == "StringToSign").Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Legacy_sign_parameter_of_cos_is_accepted()
    {
        var vector = SignatureVector.Get("cos-header-head");
        var request = vector.ToRequest(authorization: null);
        request = request with { RawTarget = request.RawTarget + (request.RawTarget.Contains('?', StringComparison.Ordinal) ? '&' : '?') + "sign=" + Uri.EscapeDataString(Authorization(vector)!) };
        Assert.IsType<AuthenticatedRequest>(Verify(request, vector.Credential, vector.Clock));
    }

    [Fact]
    public void Scheme_is_told_from_header_and_query()
    {
        foreach (var vector in SignatureVector.All.Where(static v => v.Scheme.EndsWith("-header", StringComparison.Ordinal) || v.IsQuery))
        {
            var request = vector.ToRequest(vector.IsQuery ? null : Authorization(vector));
            int mark = request.RawTarget.IndexOf('?', StringComparison.Ordinal);
            string query = mark < 0 ? "" : request.RawTarget[(mark + 1)..];
            Assert.True(SignatureVerifier.TryDetectScheme(request.Headers, query, out var scheme));
            Assert.Equal(vector.Scheme.Replace("-", "", StringComparison.Ordinal), scheme.ToString(), ignoreCase: true);
        }
    }

    [Fact]
    public void Hash_of_the_body_is_handed_over()
    {
        var vector = SignatureVector.Get("s3-v4-header-complete");
        var result = Assert.IsType<AuthenticatedRequest>(Verify(vector.ToRequest(Authorization(vector)), vector.Credential, vector.Clock));
        Assert.Equal((PayloadMode.Sha256, vector.Header("x-amz-content-sha256")), (result.PayloadMode, result.PayloadSha256));
    }

    private static RejectedRequest Rejected(SignatureVector vector, EmulatorCredential credential, DateTimeOffset? clock = null) =>
        Assert.IsType<RejectedRequest>(Verify(vector.ToRequest(Authorization(vector)), credential, clock ?? vector.Clock));

    private static AuthenticationResult Verify(in SignedRequest request, EmulatorCredential credential, DateTimeOffset clock) =>
        new SignatureVerifier(key => key == credential.AccessKey ? credential : null, new FixedClock(clock)).Verify(request);

    private static string? Authorization(SignatureVector vector) => vector.IsQuery ? null : (string?)vector.Expected["authorization"];
}
