using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace BulkCopy.ObjectStores.Xml;

/// <summary>The texts of a document: references, CDATA, percent-encoding.</summary>
internal static class XmlText
{
    /// <summary>What XML calls white space.</summary>
    public static ReadOnlySpan<byte> Blanks => " \t\r\n"u8;

    /// <summary>What names do not have.</summary>
    public static SearchValues<byte> NotInNames { get; } = SearchValues.Create(" \t\r\n/><&;=\"'!?"u8);

    /// <summary>Whether an element name may begin so.</summary>
    public static bool IsNameStart(byte c) => char.IsAsciiLetter((char)c) || c is (byte)'_' or >= 0x80;

    /// <summary>Undoes references and CDATA, leaves comments and nested elements out. The result is never longer than the text.</summary>
    public static bool TryUnescape(ReadOnlySpan<byte> raw, Span<byte> target, out int length)
    {
        length = 0;
        while (!raw.IsEmpty)
        {
            var special = raw.IndexOfAny((byte)'&', (byte)'<');
            var plain = special < 0 ? raw : raw[..special];
            plain.CopyTo(target[length..]);
            length += plain.Length;
            if (special < 0) return true;
            raw = raw[special..];
            if (!(raw[0] == '&' ? TryReference(ref raw, target, ref length) : TryMarkup(ref raw, target, ref length))) return false;
        }
        return true;
    }

    /// <summary>Undoes percent-encoding in place; returns the new length. A percent sign that begins no escape stays.</summary>
    public static int PercentDecode(Span<byte> text, bool plusIsBlank)
    {
        var to = 0;
        for (var from = 0; from < text.Length; from++)
        {
            var c = text[from];
            if (c == '%' && from + 2 < text.Length && TryHex(text[from + 1], out var high) && TryHex(text[from + 2], out var low))
            {
                c = (byte)(high << 4 | low);
                from += 2;
            }
            else if (c == '+' && plusIsBlank) c = (byte)' ';
            text[to++] = c;
        }
        return to;
    }

    private static bool TryMarkup(ref ReadOnlySpan<byte> raw, Span<byte> target, ref int length)
    {
        if (raw.StartsWith("<![CDATA["u8))
        {
            var end = raw.IndexOf("]]>"u8);
            if (end < 0) return false;
            raw[9..end].CopyTo(target[length..]);
            length += end - 9;
            raw = raw[(end + 3)..];
            return true;
        }
        var close = raw.StartsWith("<!--"u8) ? raw.IndexOf("-->"u8) + 2 : raw.IndexOf((byte)'>');
        if (close < 2) return false;
        raw = raw[(close + 1)..];
        return true;
    }

    private static bool TryReference(ref ReadOnlySpan<byte> raw, Span<byte> target, ref int length)
    {
        var end = raw[..Math.Min(raw.Length, 12)].IndexOf((byte)';');
        if (end < 2) return false;
        var name = raw[1..end];
        raw = raw[(end + 1)..];
        if (name[0] == '#') return TryCharacter(name[1..], target, ref length);
        var c = name.SequenceEqual("amp"u8) ? '&' : name.SequenceEqual("lt"u8) ? '<' : name.SequenceEqual("gt"u8) ? '>'
            : name.SequenceEqual("quot"u8) ? '"' : name.SequenceEqual("apos"u8) ? '\'' : '\0';
        target[length++] = (byte)c;
        return c != '\0';
    }

    private static bool TryCharacter(ReadOnlySpan<byte> number, Span<byte> target, ref int length)
    {
        var isHex = number.Length > 1 && number[0] is (byte)'x' or (byte)'X';
        var digits = isHex ? number[1..] : number;
        if (!Utf8Parser.TryParse(digits, out uint value, out var used, isHex ? 'x' : 'D') || used != digits.Length) return false;
        if (value == 0 || !Rune.TryCreate(value, out var rune)) return false;
        length += rune.EncodeToUtf8(target[length..]);
        return true;
    }

    private static bool TryHex(byte c, out int value)
    {
        value = c switch
        {
            >= (byte)'0' and <= (byte)'9' => c - '0',
            >= (byte)'A' and <= (byte)'F' => c - 'A' + 10,
            >= (byte)'a' and <= (byte)'f' => c - 'a' + 10,
            _ => -1,
        };
        return value >= 0;
    }
}
