using System.Globalization;

namespace BulkCopy.Cli.Output;

/// <summary>Times as people write and read them.</summary>
internal static class Duration
{
    private static readonly (string Suffix, double Seconds)[] Units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86_400)];

    /// <summary>Reads <c>500ms</c>, <c>30s</c>, <c>5m</c>, <c>1h</c>, <c>2d</c> and <c>00:05:00</c>.</summary>
    public static bool TryParse(string text, out TimeSpan time)
    {
        foreach (var (suffix, seconds) in Units)
        {
            if (!text.EndsWith(suffix, StringComparison.Ordinal)
                || !double.TryParse(text.AsSpan(0, text.Length - suffix.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                || number * seconds > TimeSpan.FromDays(365).TotalSeconds)
                continue;
            time = TimeSpan.FromSeconds(number * seconds);
            return true;
        }

        return TimeSpan.TryParseExact(text, ["c", @"h\:mm\:ss"], CultureInfo.InvariantCulture, out time);
    }

    /// <summary><c>0:42</c>, <c>1:02:03</c>, <c>3d 04:05:06</c>.</summary>
    public static string Format(TimeSpan time) =>
        time.TotalDays >= 1 ? time.ToString(@"d\d\ hh\:mm\:ss", CultureInfo.InvariantCulture)
        : time.TotalHours >= 1 ? time.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture)
        : time.ToString(@"m\:ss", CultureInfo.InvariantCulture);
}
