using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using BulkCopy.Emulator.Dialects;

namespace BulkCopy.Emulator.Storage;

/// <summary>Version ids in each dialect's shape, derived from the version's position and read back without a table.</summary>
internal static class VersionIds
{
    public const string Null = "null";
    private const string OssPrefix = "CAEQ";
    private const ulong Factor = 0x9E3779B97F4A7C15;
    private const ulong Inverse = 0xF1DE83E19937733D;
    private const ulong CheckFactor = 0xD6E8FEB86659FD93;

    public static string Format(DialectProfile profile, ObjectVersion version) =>
        version.IsNull ? Null : Format(profile, version.Sequence);

    public static bool TryParse(DialectProfile profile, string text, out VersionReference reference)
    {
        reference = new VersionReference(0, IsNull: text == Null);
        if (reference.IsNull) return true;
        if (profile.Dialect == EmulatorDialect.Cos) return TryParseCos(text, out reference);
        if (profile.Dialect == EmulatorDialect.Oss)
        {
            if (!text.StartsWith(OssPrefix, StringComparison.Ordinal)) return false;
            text = text[OssPrefix.Length..];
        }
        Span<byte> bytes = stackalloc byte[16];
        if (text.Length != 22 || !Base64Url.TryDecodeFromChars(text, bytes, out var count) || count != 16) return false;
        var mixed = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        reference = new VersionReference((long)(mixed * Inverse), IsNull: false);
        return BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]) == mixed * CheckFactor;
    }

    private static string Format(DialectProfile profile, long sequence)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (profile.Dialect == EmulatorDialect.Cos)
        {
            var number = ulong.MaxValue - (ulong)sequence;
            return Convert.ToBase64String(Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture))).TrimEnd('=');
        }
        var mixed = (ulong)sequence * Factor;
        BinaryPrimitives.WriteUInt64BigEndian(bytes, mixed);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], mixed * CheckFactor);
        var text = Base64Url.EncodeToString(bytes);
        return profile.Dialect == EmulatorDialect.Oss ? OssPrefix + text : text;
    }

    private static bool TryParseCos(string text, out VersionReference reference)
    {
        reference = default;
        Span<byte> bytes = stackalloc byte[24];
        if (text.Length > 28) return false;
        var padded = text.PadRight((text.Length + 3) / 4 * 4, '=');
        if (!Convert.TryFromBase64String(padded, bytes, out var count)) return false;
        if (!ulong.TryParse(bytes[..count], NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
        reference = new VersionReference((long)(ulong.MaxValue - number), IsNull: false);
        return true;
    }
}
