using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace BulkCopy.Emulator.Signatures;

/// <summary>The first-generation string to sign, which OSS took over from S3.</summary>
internal static class V1StringToSign
{
    /// <summary>Writes everything before the resource.</summary>
    public static void WriteHead(in SignedRequest request, ReadOnlySpan<char> dateSlot, string headerPrefix, SignatureWorkspace workspace)
    {
        var writer = workspace.StringToSign;
        writer.Append(request.Method);
        writer.Append((byte)'\n');
        WriteLine(writer, request.Headers.ContentMD5.ToString());
        WriteLine(writer, request.Headers.ContentType.ToString());
        WriteLine(writer, dateSlot);
        workspace.Headers.WriteSorted(writer, new PrefixFilter(headerPrefix));
    }

    public static bool IsSignedBy(string secret, ReadOnlySpan<byte> stringToSign, ReadOnlySpan<char> provided)
    {
        Span<byte> expected = stackalloc byte[HMACSHA1.HashSizeInBytes];
        HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), stringToSign, expected);
        return SignatureComparison.IsBase64Of(provided, expected);
    }

    /// <summary>Splits <c>SCHEME accessKey:signature</c>.</summary>
    public static bool TryParseAuthorization(ReadOnlySpan<char> authorization, int schemeLength, out string accessKey, out string signature)
    {
        var rest = authorization[schemeLength..].Trim();
        int colon = rest.LastIndexOf(':');
        accessKey = colon > 0 ? rest[..colon].ToString() : "";
        signature = colon > 0 ? rest[(colon + 1)..].ToString() : "";
        return accessKey.Length > 0 && signature.Length > 0;
    }

    private static void WriteLine(CanonicalWriter writer, ReadOnlySpan<char> value)
    {
        writer.Append(value.Trim());
        writer.Append((byte)'\n');
    }
}
