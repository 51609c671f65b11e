using System.Globalization;

namespace BulkCopy.ObjectStores.Xml;

/// <summary>Dates, numbers and ETags as stores write them: leniently where providers differ, never throwing.</summary>
internal static class StoreText
{
    private static readonly string[] dateFormats =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ssK", "ddd, dd MMM yyyy HH:mm:ss 'GMT'", "ddd, d MMM yyyy HH:mm:ss 'GMT'",
        "ddd, dd MMM yyyy HH:mm:ss 'UTC'", "ddd, dd MMM yyyy HH:mm:ss zzz", "ddd MMM d HH:mm:ss yyyy", "ddd MMM dd HH:mm:ss yyyy",
    ];

    /// <summary>ISO 8601 with or without milliseconds and zone, RFC 1123, asctime; without a zone it is UTC.</summary>
    public static bool TryDate(ReadOnlySpan<char> text, out DateTimeOffset date) =>
        TryIso(text, out date) || DateTimeOffset.TryParseExact(text.Trim(), dateFormats, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal | DateTimeStyles.AllowWhiteSpaces, out date);

    /// <summary>The date, or <c>null</c> where there is none that can be read.</summary>
    public static DateTimeOffset? Date(string? text) => text is not null && TryDate(text, out var date) ? date : null;

    /// <summary>A date for a condition header: RFC 1123.</summary>
    public static string HttpDate(DateTimeOffset date) => date.ToUniversalTime().ToString("r", CultureInfo.InvariantCulture);

    /// <summary>A number that is not negative.</summary>
    public static bool TryLong(ReadOnlySpan<char> text, out long number) =>
        long.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out number);

    /// <summary>A number that is not negative, or <c>null</c>.</summary>
    public static long? Long(string? text) => text is not null && TryLong(text, out var number) ? number : null;

    /// <summary>A count that is not negative, or <c>null</c>.</summary>
    public static int? Int(string? text) =>
        int.TryParse(text.AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>A CRC-64 in decimal, or <c>null</c>.</summary>
    public static ulong? Crc(string? text) =>
        ulong.TryParse(text.AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>An ETag without quotes and weakness mark; <c>null</c> for none.</summary>
    public static string? ETag(string? text)
    {
        var bare = text.AsSpan().Trim();
        if (bare.StartsWith("W/")) bare = bare[2..];
        bare = bare.Trim('"');
        return bare.IsEmpty ? null : bare.ToString();
    }

    /// <summary>An ETag with quotes, as condition headers carry it.</summary>
    public static string Quoted(string etag) => $"\"{etag}\"";

    /// <summary>The form of nearly every date in a listing, <c>2026-01-02T03:04:05.000Z</c>, ten times as fast as the general way.</summary>
    private static bool TryIso(ReadOnlySpan<char> text, out DateTimeOffset date)
    {
        date = default;
        if (text.Length is not (20 or 24) || text[^1] != 'Z' || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':') return false;
        if (!TryDigits(text[..4], out var year) || !TryDigits(text[5..7], out var month) || !TryDigits(text[8..10], out var day)) return false;
        if (!TryDigits(text[11..13], out var hour) || !TryDigits(text[14..16], out var minute) || !TryDigits(text[17..19], out var second)) return false;
        var milliseconds = 0;
        if (text.Length == 24 && (text[19] != '.' || !TryDigits(text[20..23], out milliseconds))) return false;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59) return false;
        date = new DateTimeOffset(year, month, day, hour, minute, second, milliseconds, TimeSpan.Zero);
        return true;
    }

    private static bool TryDigits(ReadOnlySpan<char> text, out int number)
    {
        number = 0;
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c)) return false;
            number = number * 10 + (c - '0');
        }
        return true;
    }
}
