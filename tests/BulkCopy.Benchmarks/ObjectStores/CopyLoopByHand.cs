using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace BulkCopy.Benchmarks.ObjectStores;

/// <summary>
/// What one writes to send signed S3 copy requests and nothing else: no retries, no timeouts, no errors told apart, the answer
/// searched for its ETag. The yardstick of the client.
/// </summary>
internal sealed class CopyLoopByHand : IDisposable
{
    public const string AccessKey = "AKIAEXAMPLE";
    public const string Secret = "ExampleS3SecretKey0123456789";
    private const string EmptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private readonly HttpClient http;
    private readonly string endpoint;
    private readonly byte[] key;
    private readonly string day;
    private readonly string timestamp;

    public CopyLoopByHand(string endpoint, DateTimeOffset now)
    {
        this.endpoint = endpoint;
        http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, UseProxy = false, ActivityHeadersPropagator = null });
        timestamp = now.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        day = timestamp[..8];
        key = HMACSHA256.HashData(Encoding.UTF8.GetBytes("AWS4" + Secret), Encoding.UTF8.GetBytes(day));
        foreach (var step in new[] { "us-east-1", "s3", "aws4_request" }) key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(step));
    }

    public async Task<string> CopyAsync(string bucket, string name, string sourceBucket, string etag)
    {
        var path = $"/{bucket}/{name}";
        var source = $"/{sourceBucket}/{name}";
        var canonical = $"PUT\n{path}\n\nhost:{endpoint}\nx-amz-content-sha256:{EmptyHash}\nx-amz-copy-source:{source}\nx-amz-copy-source-if-match:\"{etag}\"\nx-amz-date:{timestamp}\n\nhost;x-amz-content-sha256;x-amz-copy-source;x-amz-copy-source-if-match;x-amz-date\n{EmptyHash}";
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)));
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"AWS4-HMAC-SHA256\n{timestamp}\n{day}/us-east-1/s3/aws4_request\n{hash}")));
        using var request = new HttpRequestMessage(HttpMethod.Put, $"http://{endpoint}{path}") { Content = new ByteArrayContent([]) };
        request.Headers.TryAddWithoutValidation("x-amz-copy-source", source);
        request.Headers.TryAddWithoutValidation("x-amz-copy-source-if-match", $"\"{etag}\"");
        request.Headers.TryAddWithoutValidation("x-amz-date", timestamp);
        request.Headers.TryAddWithoutValidation("x-amz-content-sha256", EmptyHash);
        request.Headers.TryAddWithoutValidation("Authorization", $"AWS4-HMAC-SHA256 Credential={AccessKey}/{day}/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-copy-source;x-amz-copy-source-if-match;x-amz-date, Signature={signature}");
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseContentRead);
        response.EnsureSuccessStatusCode();
        var body = await response.Content.ReadAsStringAsync();
        var at = body.IndexOf("<ETag>&quot;", StringComparison.Ordinal) + "<ETag>&quot;".Length;
        return body[at..body.IndexOf("&quot;</ETag>", at, StringComparison.Ordinal)];
    }

    public void Dispose() => http.Dispose();
}
