using System.Buffers;
using System.Text;

namespace BulkCopy.Emulator.Requests;

/// <summary>Percent-encoding in both directions, over UTF-8.</summary>
internal static class PercentText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~");

    /// <summary>Null when an escape is broken or the bytes are no UTF-8.</summary>
    public static string? Decode(ReadOnlySpan<char> text, bool plusIsBlank = false)
    {
        if (text.IndexOfAny('%', plusIsBlank ? '+' : '%') < 0 && Ascii.IsValid(text)) return text.ToString();
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        try
        {
            var count = DecodeBytes(text, plusIsBlank, bytes);
            return count < 0 ? null : Strict.GetString(bytes, 0, count);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>Encodes all but unreserved characters and those in <paramref name="kept"/>.</summary>
    public static string Encode(string text, string kept = "", bool blankAsPlus = false)
    {
        if (!text.AsSpan().ContainsAnyExcept(Plain)) return text;
        var result = new StringBuilder(text.Length + 16);
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsAscii && (Plain.Contains((char)rune.Value) || kept.Contains((char)rune.Value)))
            {
                result.Append((char)rune.Value);
            }
            else if (blankAsPlus && rune.Value == ' ')
            {
                result.Append('+');
            }
            else
            {
                var count = rune.EncodeToUtf8(utf8);
                foreach (var value in utf8[..count]) result.Append('%').Append(value.ToString("X2", null));
            }
        }
        return result.ToString();
    }

    private static int DecodeBytes(ReadOnlySpan<char> text, bool plusIsBlank, byte[] bytes)
    {
        var count = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var unit = text[i];
            if (unit == '%')
            {
                if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2])) return -1;
                bytes[count++] = (byte)((HexValue(text[i + 1]) << 4) | HexValue(text[i + 2]));
                i += 2;
            }
            else if (unit == '+' && plusIsBlank)
            {
                bytes[count++] = (byte)' ';
            }
            else if (unit < 0x80)
            {
                bytes[count++] = (byte)unit;
            }
            else
            {
                if (Rune.DecodeFromUtf16(text[i..], out var rune, out var consumed) != OperationStatus.Done) return -1;
                count += rune.EncodeToUtf8(bytes.AsSpan(count));
                i += consumed - 1;
            }
        }
        return count;
    }

    private static int HexValue(char digit) => char.IsAsciiDigit(digit) ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
