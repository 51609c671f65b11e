namespace BulkCopy.Emulator.Signatures;

internal static class PercentEscape
{
    /// <summary>Reads <c>%XX</c> at the start of the text.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out byte value)
    {
        value = 0;
        if (text.Length < 3 || text[0] != '%' || !char.IsAsciiHexDigit(text[1]) || !char.IsAsciiHexDigit(text[2]))
            return false;
        value = (byte)(Digit(text[1]) << 4 | Digit(text[2]));
        return true;
    }

    /// <summary>Undoes percent escapes once; a malformed escape stays as it is.</summary>
    public static string Decode(ReadOnlySpan<char> wire)
    {
        if (!wire.Contains('%'))
            return wire.ToString();
        var writer = new CanonicalWriter();
        writer.AppendDecoded(wire);
        return System.Text.Encoding.UTF8.GetString(writer.Written);
    }

    private static int Digit(char hex) => hex <= '9' ? hex - '0' : (hex | 0x20) - 'a' + 10;
}
