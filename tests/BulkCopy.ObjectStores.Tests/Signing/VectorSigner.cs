using System.Text;
using BulkCopy.ObjectStores.Signing;

namespace BulkCopy.ObjectStores.Tests.Signing;

/// <summary>What the library makes of a vector: its intermediate texts and what it sends.</summary>
internal sealed class VectorSigner
{
    private readonly SigningTrace _trace = new();

    public IReadOnlyDictionary<string, string> Intermediates => _trace.Values;

    /// <summary>The Authorization header, the URL, or the signature alone.</summary>
    public string Sent { get; private set; } = "";

    public static VectorSigner Run(SignatureVector vector)
    {
        var run = new VectorSigner();
        run.Sent = vector.Scheme switch
        {
            "cos-header" => run.CosHeader(vector),
            "cos-query" => CosSigner.Presign(vector.ToRequest(), vector.Credentials, KeyTime(vector), run._trace),
            "oss-v1-header" => run.OssV1Header(vector),
            "oss-v1-query" => OssV1Signer.Presign(vector.ToRequest(), vector.Credentials, Seconds(vector, "expires"), run._trace),
            "oss-v4-header" => run.OssV4Header(vector),
            "oss-v4-query" => OssV4(vector).Presign(vector.ToRequest(), vector.Credentials, vector.Timestamp, Seconds(vector, "expiresSeconds"), run._trace),
            "s3-v2-header" => run.S3V2Header(vector),
            "s3-v2-query" => S3V2Signer.Presign(vector.ToRequest(), vector.Credentials, Seconds(vector, "expires"), run._trace),
            "s3-v4-header" => run.S3V4Header(vector),
            "s3-v4-query" => S3V4(vector).Presign(vector.ToRequest(), vector.Credentials, vector.Timestamp, Seconds(vector, "expiresSeconds"), run._trace),
            "s3-v4-chunked" => run.S3V4Chunked(vector),
            var scheme => throw new ArgumentException(scheme),
        };
        return run;
    }

    /// <summary>The signature within what is sent.</summary>
    public static string SignatureOf(string sent)
    {
        foreach (var mark in new[] { "q-signature=", "x-oss-signature=", "X-Amz-Signature=", "Signature=" })
        {
            var at = sent.LastIndexOf(mark, StringComparison.Ordinal);
            if (at >= 0) return Uri.UnescapeDataString(sent[(at + mark.Length)..].Split('&', ',')[0]);
        }
        return sent[(sent.LastIndexOf(':') + 1)..];
    }

    private static CosKeyTime KeyTime(SignatureVector vector)
    {
        var window = vector.Param("keyTime")!;
        if (vector.SignKey is { } key) return new CosKeyTime(window, Encoding.ASCII.GetBytes(key));
        var bounds = window.Split(';').Select(long.Parse).ToArray();
        return CosKeyTime.Derive(vector.Credentials.SecretAccessKey, bounds[0], bounds[1]);
    }

    private static OssV4Signer OssV4(SignatureVector vector) => new(vector.Param("region")!, vector.Param("product")!);

    private static S3V4Signer S3V4(SignatureVector vector) => new(vector.Param("region")!, vector.Param("service")!);

    private static long Seconds(SignatureVector vector, string name) => long.Parse(vector.Param(name)!);

    private string CosHeader(SignatureVector vector)
    {
        var request = vector.ToRequest();
        new CosSigner().Sign(request, vector.Credentials, KeyTime(vector), _trace);
        return request.FindHeader("Authorization")!;
    }

    private string OssV1Header(SignatureVector vector)
    {
        var request = vector.ToRequest();
        OssV1Signer.Sign(request, vector.Credentials, vector.Header("x-oss-date") ?? vector.Header("Date")!, _trace);
        return request.FindHeader("Authorization")!;
    }

    private string OssV4Header(SignatureVector vector)
    {
        var request = vector.ToRequest();
        OssV4(vector).Sign(request, vector.Credentials, vector.Timestamp, _trace);
        return request.FindHeader("Authorization")!;
    }

    private string S3V2Header(SignatureVector vector)
    {
        var request = vector.ToRequest();
        var date = vector.Param("dateSlotOverride") ?? vector.Header("x-amz-date") ?? vector.Header("Date")!;
        S3V2Signer.Sign(request, vector.Credentials, date, _trace);
        return request.FindHeader("Authorization")!;
    }

    private string S3V4Header(SignatureVector vector)
    {
        var request = vector.ToRequest();
        if (vector.Request["bodyUtf8"]?.ToString() is { } body && !request.PayloadHash!.StartsWith("UNSIGNED", StringComparison.Ordinal))
        {
            request.PayloadHash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(body)));
            _trace.Record("payloadSha256", request.PayloadHash);
        }
        S3V4(vector).Sign(request, vector.Credentials, vector.Timestamp, _trace);
        return request.FindHeader("Authorization")!;
    }

    private string S3V4Chunked(SignatureVector vector)
    {
        var length = Seconds(vector, "bodyLength");
        _trace.Record("decodedContentLength", vector.Param("bodyLength")!);
        _trace.Record("encodedContentLength", $"{ChunkSignedContent.EncodedLength(length, (int)Seconds(vector, "chunkSize"))}");
        return S3V4(vector).Sign(vector.ToRequest(), vector.Credentials, vector.Timestamp, _trace);
    }
}
