using System.Globalization;

namespace BulkCopy.Cli.Output;

/// <summary>Numbers and keys as they are shown to people.</summary>
internal static class Quantity
{
    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    public static string Rate(double perSecond) => perSecond.ToString(perSecond >= 9.95 ? "N0" : "0.0", CultureInfo.InvariantCulture);

    public static string Percent(long part, long whole) =>
        whole == 0 ? "0 %" : (Math.Floor(part * 1000.0 / whole) / 10).ToString(part == whole ? "0" : "0.0", CultureInfo.InvariantCulture) + " %";

    public static string Time(DateTimeOffset? at) => at is { } time ? time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) : "–";

    /// <summary>A key without the control characters that a terminal would obey.</summary>
    public static string Key(string key) =>
        key.Any(char.IsControl) ? string.Concat(key.Select(c => char.IsControl(c) ? $"\\u{(int)c:x4}" : c.ToString())) : key;
}
