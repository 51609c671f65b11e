using System.Text;
using BulkCopy.Engine.Jobs;

namespace BulkCopy.Engine.Manifests.Reading;

/// <summary>
/// Keys as inventories of S3, COS and OSS write them in CSV: percent-encoded UTF-8. All three say that a key must be decoded, and none what a bare <c>+</c> is
/// ("Amazon S3 Inventory list", Amazon S3 User Guide; "Inventory Overview", Tencent COS; "Bucket inventory", Alibaba OSS). S3 encodes keys as forms do, as it does
/// in listings with <c>encoding-type=url</c>: a space is <c>+</c>, a plus <c>%2B</c>.
/// </summary>
public static class EncodedKeys
{
    private static readonly UTF8Encoding strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The key; <c>null</c> if it is not encoded so.</summary>
    /// <param name="text">The key as it is written.</param>
    /// <param name="plus">What <c>+</c> stands for: a space, or itself.</param>
    public static string? Decode(string text, PlusMeaning plus)
    {
        if (!text.AsSpan().ContainsAny('%', '+')) return text;
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%')
            {
                if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2])) return null;
                bytes[length++] = (byte)((Convert.FromHexString(text.AsSpan(i + 1, 2)))[0]);
                i += 2;
            }
            else if (text[i] == '+') bytes[length++] = (byte)(plus == PlusMeaning.Plus ? '+' : ' ');
            else
            {
                var rest = text.AsSpan(i).IndexOfAny('%', '+');
                var plain = rest < 0 ? text.AsSpan(i) : text.AsSpan(i, rest);
                length += Encoding.UTF8.GetBytes(plain, bytes.AsSpan(length));
                i += plain.Length - 1;
            }
        }
        try
        {
            return strict.GetString(bytes, 0, length);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
