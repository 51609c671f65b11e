using System.Globalization;

namespace BulkCopy.Emulator.Signatures;

internal static class SignatureDates
{
    public static readonly TimeSpan MaxSkew = TimeSpan.FromMinutes(15);

    private const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    public static bool TryParseBasic(ReadOnlySpan<char> text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(text, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, Utc, out time);

    public static bool TryParse(ReadOnlySpan<char> text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, Utc, out time)
        || TryParseBasic(text, out time)
        || DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc | DateTimeStyles.AllowWhiteSpaces, out time);

    public static bool TryParseUnix(ReadOnlySpan<char> text, out DateTimeOffset time)
    {
        bool valid = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds)
            && seconds <= 253402300799;
        time = valid ? DateTimeOffset.FromUnixTimeSeconds(seconds) : default;
        return valid;
    }

    public static string Basic(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    public static string Iso(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string IsoMilliseconds(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static bool IsSkewed(DateTimeOffset requestTime, DateTimeOffset now) =>
        (requestTime - now).Duration() > MaxSkew;
}
