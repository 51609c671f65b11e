using System.Security.Cryptography;
using System.Text;

namespace BulkCopy.ObjectStores.Signing;

/// <summary>The parts of the string to sign that OSS V1 and S3 V2 share.</summary>
internal static class V1Text
{
    public static void WriteHead(SigningRequest request, string date, scoped ref ByteWriter text)
    {
        text.Write(request.Method);
        text.Write((byte)'\n');
        text.Write(request.FindHeader("Content-MD5").AsSpan().Trim());
        text.Write((byte)'\n');
        text.Write(request.FindHeader("Content-Type").AsSpan().Trim());
        text.Write((byte)'\n');
        text.Write(date);
        text.Write((byte)'\n');
    }

    /// <summary>Collects the vendor's headers in order.</summary>
    public static void CollectVendorHeaders(SigningRequest request, string prefix, scoped ref CanonicalPairs headers)
    {
        foreach (var (name, value) in request.Headers)
            if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) headers.Add(name, value, PairForm.Header);
        headers.SortByName();
    }

    public static void WriteSubResources(scoped ref CanonicalPairs query, scoped ref ByteWriter text)
    {
        if (query.Count == 0) return;
        query.SortByNameAndValue();
        text.Write((byte)'?');
        query.WriteQuery(ref text, isBareWhenEmpty: true);
    }

    /// <summary>Base64 of the HMAC-SHA1.</summary>
    public static string Sign(string secret, scoped ReadOnlySpan<byte> text)
    {
        var key = new ByteWriter(stackalloc byte[256]);
        key.Write(secret);
        Span<byte> mac = stackalloc byte[HMACSHA1.HashSizeInBytes];
        HMACSHA1.HashData(key.Written, text, mac);
        key.Dispose();
        return Convert.ToBase64String(mac);
    }
}
