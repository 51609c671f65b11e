using BulkCopy.ObjectStores.Credentials;
using BulkCopy.ObjectStores.Signing;
using Xunit;

namespace BulkCopy.ObjectStores.Tests.Signing;

public sealed class RequestSignerTests
{
    private static readonly DateTimeOffset s_now = DateTimeOffset.FromUnixTimeSeconds(1767323045);
    private static readonly StoreCredentials s_permanent = new("AKIDEXAMPLE", "ExampleSecretKey");
    private static readonly StoreCredentials s_temporary = new("AKIDEXAMPLE", "ExampleSecretKey", "token+/==");

    public static TheoryData<SignatureScheme> Schemes() => [.. Enum.GetValues<SignatureScheme>()];

    [Theory]
    [MemberData(nameof(Schemes))]
    public void Signing_again_replaces_the_headers_of_the_first_time(SignatureScheme scheme)
    {
        var signer = RequestSigner.Create(scheme, "us-east-1");
        var request = CopyRequest();
        signer.Sign(request, s_temporary, s_now);
        signer.Sign(request, s_permanent, s_now.AddHours(1));
        var fresh = CopyRequest();
        signer.Sign(fresh, s_permanent, s_now.AddHours(1));
        Assert.Equal(fresh.Headers.Order(ByName), request.Headers.Order(ByName));
        Assert.Equal(scheme, signer.Scheme);
    }

    [Theory]
    [MemberData(nameof(Schemes))]
    public void A_session_token_travels_with_the_request_and_with_a_presigned_url(SignatureScheme scheme)
    {
        var signer = RequestSigner.Create(scheme, "us-east-1");
        var request = CopyRequest();
        signer.Sign(request, s_temporary, s_now);
        Assert.Contains(request.Headers, h => h.Name.EndsWith("-security-token", StringComparison.Ordinal) && h.Value == "token+/==");
        var url = signer.Presign(CopyRequest(), s_temporary, s_now, TimeSpan.FromMinutes(5));
        Assert.Contains("token%2B%2F%3D%3D", url, StringComparison.Ordinal);
        Assert.DoesNotContain("ExampleSecretKey", url, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Schemes))]
    public void Long_keys_and_many_headers_outgrow_the_stack_buffers(SignatureScheme scheme)
    {
        var signer = RequestSigner.Create(scheme, "us-east-1");
        var request = CopyRequest();
        request.Key = new string('键', 1000);
        request.EncodedPath = PercentEncoding.EncodePath("/" + request.Key);
        for (var i = 99; i >= 0; i--) request.SetHeader($"{Prefix(scheme)}meta-{i:00}", new string('v', 200));
        for (var i = 99; i >= 0; i--) request.Query.Add(new QueryParameter($"{Prefix(scheme)}p{i:00}", "值"));
        signer.Sign(request, s_permanent, s_now);
        var first = request.FindHeader("Authorization");
        request.SetHeader($"{Prefix(scheme)}meta-50", "other");
        signer.Sign(request, s_permanent, s_now);
        Assert.NotEqual(first, request.FindHeader("Authorization"));
    }

    [Fact]
    public void Cos_signs_its_own_headers_but_not_the_content_length()
    {
        var request = CopyRequest();
        request.SetHeader("x-cos-copy-source", "source");
        request.SetHeader("Content-Length", "0");
        request.SetHeader("Content-Type", "text/plain");
        request.SetHeader("Range", "bytes=0-1");
        new CosSigner().Sign(request, s_permanent, s_now);
        Assert.Contains("q-header-list=content-type;host;range;x-cos-copy-source&", request.FindHeader("Authorization"), StringComparison.Ordinal);
    }

    [Fact]
    public void Cos_uses_one_window_for_a_minute_that_covers_every_second_of_it()
    {
        var signer = new CosSigner(TimeSpan.FromMinutes(10));
        var minute = DateTimeOffset.FromUnixTimeSeconds(1767323040);
        string? WindowAt(int second)
        {
            var request = CopyRequest();
            signer.Sign(request, s_permanent, minute.AddSeconds(second));
            return request.FindHeader("Authorization")!.Split('&').Single(f => f.StartsWith("q-key-time=", StringComparison.Ordinal));
        }
        Assert.Equal("q-key-time=1767322980;1767323700", WindowAt(0));
        Assert.Equal(WindowAt(0), WindowAt(59));
        Assert.NotEqual(WindowAt(0), WindowAt(60));
    }

    [Fact]
    public void S3_signs_conditions_and_leaves_out_what_the_transport_adds()
    {
        var request = CopyRequest();
        foreach (var name in new[] { "If-None-Match", "User-Agent", "Content-Length", "Expect", "Content-Type", "x-amz-acl" }) request.SetHeader(name, "v");
        new S3V4Signer("us-east-1").Sign(request, s_permanent, s_now);
        Assert.Contains(
            "SignedHeaders=content-type;host;if-none-match;x-amz-acl;x-amz-content-sha256;x-amz-copy-source;x-amz-copy-source-if-match;x-amz-date,",
            request.FindHeader("Authorization"), StringComparison.Ordinal);
        Assert.Equal("UNSIGNED-PAYLOAD", request.FindHeader("x-amz-content-sha256"));
    }

    [Theory]
    [InlineData(SignatureScheme.S3V4)]
    [InlineData(SignatureScheme.OssV4)]
    public void Version_4_urls_are_valid_for_seven_days_at_most(SignatureScheme scheme)
    {
        var signer = RequestSigner.Create(scheme, "us-east-1");
        Assert.Contains("604800", signer.Presign(CopyRequest(), s_permanent, s_now, TimeSpan.FromDays(7)), StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => signer.Presign(CopyRequest(), s_permanent, s_now, TimeSpan.FromDays(8)));
        Assert.Throws<ArgumentOutOfRangeException>(() => signer.Presign(CopyRequest(), s_permanent, s_now, TimeSpan.Zero));
    }

    [Fact]
    public void A_signed_copy_allocates_little_more_than_its_authorization_text()
    {
        foreach (var scheme in Enum.GetValues<SignatureScheme>())
        {
            var signer = RequestSigner.Create(scheme, "us-east-1");
            var request = CopyRequest();
            for (var i = 0; i < 50; i++) signer.Sign(request, s_permanent, s_now);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100; i++) signer.Sign(request, s_permanent, s_now);
            var perRequest = (GC.GetAllocatedBytesForCurrentThread() - before) / 100;
            Assert.True(perRequest <= 1300, $"{scheme} allocates {perRequest} bytes for a request");
        }
    }

    private static Comparer<HeaderField> ByName => Comparer<HeaderField>.Create((a, b) => string.CompareOrdinal(a.Name, b.Name));

    private static string Prefix(SignatureScheme scheme) => scheme switch
    {
        SignatureScheme.CosHeader => "x-cos-",
        SignatureScheme.OssV1 or SignatureScheme.OssV4 => "x-oss-",
        _ => "x-amz-",
    };

    private static SigningRequest CopyRequest() => new()
    {
        Method = "PUT",
        Host = "destbucket.s3.us-east-1.amazonaws.com",
        Bucket = "destbucket",
        Key = "photos/a b.jpg",
        EncodedPath = "/photos/a%20b.jpg",
        Query = { new("versionId", "null") },
        Headers = { new("x-amz-copy-source", "/sourcebucket/a%20b.jpg"), new("x-amz-copy-source-if-match", "\"abc\"") },
    };
}
