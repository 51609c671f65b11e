using System.Buffers.Binary;
using System.Globalization;

namespace BulkCopy.Emulator.Storage;

/// <summary>The 16 bytes of an ETag and the part count of a multipart one (0 = written in one piece).</summary>
internal readonly record struct EntityTag(ulong High, ulong Low, int Parts)
{
    public static EntityTag FromHash(ReadOnlySpan<byte> hash, int parts = 0) => new(
        BinaryPrimitives.ReadUInt64BigEndian(hash), BinaryPrimitives.ReadUInt64BigEndian(hash[8..]), parts);

    public void WriteHash(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, High);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], Low);
    }

    public string ToText(bool upperCase)
    {
        Span<char> text = stackalloc char[44];
        var format = upperCase ? "X16" : "x16";
        High.TryFormat(text, out _, format, CultureInfo.InvariantCulture);
        Low.TryFormat(text[16..], out _, format, CultureInfo.InvariantCulture);
        var length = 32;
        if (Parts > 0)
        {
            text[32] = '-';
            Parts.TryFormat(text[33..], out var digits, provider: CultureInfo.InvariantCulture);
            length = 33 + digits;
        }
        return new string(text[..length]);
    }

    /// <summary>Whether a client's spelling (quoted or not, weak or not, any letter case) names this tag.</summary>
    public bool Matches(ReadOnlySpan<char> spelling)
    {
        spelling = spelling.Trim();
        if (spelling.StartsWith("W/")) spelling = spelling[2..];
        spelling = spelling.Trim('"');
        return spelling.Equals(ToText(upperCase: false), StringComparison.OrdinalIgnoreCase);
    }
}
