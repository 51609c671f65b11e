using System.Text;

namespace BulkCopy.Engine.Manifests.Reading;

/// <summary>Keys as inventories of S3, COS and OSS write them: percent-encoded UTF-8, in which <c>+</c> is a space and <c>%2B</c> a plus.</summary>
public static class EncodedKeys
{
    private static readonly UTF8Encoding strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The key; <c>null</c> if it is not encoded so.</summary>
    public static string? Decode(string text)
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
            else if (text[i] == '+') bytes[length++] = (byte)' ';
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
