using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace BulkCopy.Benchmarks.Signing;

/// <summary>
/// What one writes for a single loop of S3 V4 copy requests: the headers are known and in order, the day's key is kept, and
/// the text is put together by interpolation. The yardstick of the library's signer.
/// </summary>
internal sealed class HandWrittenSigner(string accessKeyId, string secret, string region)
{
    private string _day = "";
    private byte[] _key = [];

    public string Sign(string host, string path, string copySource, string ifMatch, string timestamp)
    {
        var day = timestamp[..8];
        if (day != _day) (_key, _day) = (Derive(day), day);
        var canonical = $"PUT\n{path}\n\nhost:{host}\nx-amz-content-sha256:UNSIGNED-PAYLOAD\nx-amz-copy-source:{copySource}\nx-amz-copy-source-if-match:{ifMatch}\nx-amz-date:{timestamp}\n\nhost;x-amz-content-sha256;x-amz-copy-source;x-amz-copy-source-if-match;x-amz-date\nUNSIGNED-PAYLOAD";
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)));
        var toSign = $"AWS4-HMAC-SHA256\n{timestamp}\n{day}/{region}/s3/aws4_request\n{hash}";
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(toSign)));
        return string.Create(CultureInfo.InvariantCulture, $"AWS4-HMAC-SHA256 Credential={accessKeyId}/{day}/{region}/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-copy-source;x-amz-copy-source-if-match;x-amz-date, Signature={signature}");
    }

    private byte[] Derive(string day)
    {
        var key = HMACSHA256.HashData(Encoding.UTF8.GetBytes("AWS4" + secret), Encoding.UTF8.GetBytes(day));
        foreach (var step in new[] { region, "s3", "aws4_request" }) key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(step));
        return key;
    }
}
