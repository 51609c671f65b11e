using System.Buffers;
using System.Text;

namespace BulkCopy.ObjectStores.Signing;

/// <summary>RFC 3986 percent-encoding of UTF-8: everything but <c>A-Z a-z 0-9 - _ . ~</c>, in upper-case hex.</summary>
internal static class PercentEncoding
{
    private const string Unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";
    private static readonly SearchValues<char> s_kept = SearchValues.Create(Unreserved);
    private static readonly SearchValues<char> s_keptInPath = SearchValues.Create(Unreserved + "/");
    private static readonly SearchValues<byte> s_keptBytes = SearchValues.Create(Encoding.ASCII.GetBytes(Unreserved));
    private static readonly SearchValues<byte> s_keptBytesInPath = SearchValues.Create(Encoding.ASCII.GetBytes(Unreserved + "/"));

    /// <summary>Encodes a name or a value: <c>/</c> becomes <c>%2F</c>.</summary>
    public static string Encode(string text) => Encode(text, keepSlash: false);

    /// <summary>Encodes a path: <c>/</c> is kept.</summary>
    public static string EncodePath(string text) => Encode(text, keepSlash: true);

    /// <summary>True when the text is its own encoding.</summary>
    public static bool IsPlain(ReadOnlySpan<char> text, bool keepSlash) =>
        !text.ContainsAnyExcept(keepSlash ? s_keptInPath : s_kept);

    /// <summary>Encodes bytes; <paramref name="destination"/> needs three times their number. Returns the bytes written.</summary>
    public static int Encode(ReadOnlySpan<byte> utf8, Span<byte> destination, bool keepSlash)
    {
        var kept = keepSlash ? s_keptBytesInPath : s_keptBytes;
        var written = 0;
        foreach (var b in utf8)
        {
            if (kept.Contains(b))
            {
                destination[written++] = b;
                continue;
            }
            destination[written++] = (byte)'%';
            destination[written++] = "0123456789ABCDEF"u8[b >> 4];
            destination[written++] = "0123456789ABCDEF"u8[b & 15];
        }
        return written;
    }

    private static string Encode(string text, bool keepSlash)
    {
        if (IsPlain(text, keepSlash)) return text;
        var writer = new ByteWriter(stackalloc byte[512]);
        writer.WriteEncoded(text, keepSlash);
        var encoded = writer.ToText();
        writer.Dispose();
        return encoded;
    }
}
