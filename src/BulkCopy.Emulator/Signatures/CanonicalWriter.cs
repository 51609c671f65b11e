using System.Buffers;
using System.Text;

namespace BulkCopy.Emulator.Signatures;

/// <summary>A reusable growing buffer of UTF-8 bytes with the few transformations that signatures need.</summary>
internal sealed class CanonicalWriter
{
    private const int RetainedBytes = 64 * 1024;

    private static readonly SearchValues<byte> Unreserved =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~"u8);

    private static ReadOnlySpan<byte> UpperHex => "0123456789ABCDEF"u8;

    private byte[] buffer = new byte[2048];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => buffer.AsSpan(0, Length);

    public ReadOnlySpan<byte> this[Range range] => Written[range];

    public void Clear()
    {
        Length = 0;
        if (buffer.Length > RetainedBytes)
            buffer = new byte[2048];
    }

    public void Append(byte value)
    {
        Reserve(1);
        buffer[Length++] = value;
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(buffer.AsSpan(Length));
        Length += bytes.Length;
    }

    public void Append(ReadOnlySpan<char> text)
    {
        Reserve(text.Length * 3);
        Length += Encoding.UTF8.GetBytes(text, buffer.AsSpan(Length));
    }

    public void AppendLower(ReadOnlySpan<char> text)
    {
        int start = Length;
        Append(text);
        LowerAscii(buffer.AsSpan(start, Length - start));
    }

    /// <summary>Trims the text and writes every inner run of blanks as one.</summary>
    public void AppendSqueezed(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        while (true)
        {
            int run = text.IndexOfAny(' ', '\t');
            if (run < 0)
            {
                Append(text);
                return;
            }

            Append(text[..run]);
            Append((byte)' ');
            text = text[run..].TrimStart();
        }
    }

    public void AppendEncoded(ReadOnlySpan<byte> raw, bool keepSlash = false)
    {
        while (!raw.IsEmpty)
        {
            int plain = raw.IndexOfAnyExcept(Unreserved);
            if (plain < 0)
                plain = raw.Length;
            Append(raw[..plain]);
            if (plain == raw.Length)
                return;
            AppendEscape(raw[plain], keepSlash);
            raw = raw[(plain + 1)..];
        }
    }

    public void AppendLowerEncoded(ReadOnlySpan<byte> raw)
    {
        int start = Length;
        AppendEncoded(raw);
        LowerAscii(buffer.AsSpan(start, Length - start));
    }

    /// <summary>Undoes percent escapes once; a malformed escape stays as it is.</summary>
    public void AppendDecoded(ReadOnlySpan<char> wire, bool plusIsBlank = false)
    {
        while (!wire.IsEmpty)
        {
            int plain = plusIsBlank ? wire.IndexOfAny('%', '+') : wire.IndexOf('%');
            if (plain < 0)
            {
                Append(wire);
                return;
            }

            Append(wire[..plain]);
            wire = wire[plain..];
            if (wire[0] == '+')
            {
                Append((byte)' ');
                wire = wire[1..];
                continue;
            }

            bool escape = PercentEscape.TryRead(wire, out byte value);
            Append(escape ? value : (byte)'%');
            wire = wire[(escape ? 3 : 1)..];
        }
    }

    public void AppendHex(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length * 2);
        Convert.TryToHexStringLower(bytes, buffer.AsSpan(Length), out int written);
        Length += written;
    }

    /// <summary>The text as it can stand in an XML document.</summary>
    public string ToXmlText()
    {
        var text = Encoding.UTF8.GetString(Written);
        return text.AsSpan().ContainsAnyInRange('\0', '\u001f') ? XmlText.Clean(text) : text;
    }

    private void AppendEscape(byte value, bool keepSlash)
    {
        if (keepSlash && value == '/')
        {
            Append(value);
            return;
        }

        Reserve(3);
        buffer[Length] = (byte)'%';
        buffer[Length + 1] = UpperHex[value >> 4];
        buffer[Length + 2] = UpperHex[value & 15];
        Length += 3;
    }

    private static void LowerAscii(Span<byte> bytes) => Ascii.ToLowerInPlace(bytes, out _);

    private void Reserve(int more)
    {
        if (buffer.Length - Length < more)
            Array.Resize(ref buffer, Math.Max(buffer.Length * 2, Length + more));
    }
}
