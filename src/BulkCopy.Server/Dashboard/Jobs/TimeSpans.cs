using System.Globalization;

namespace BulkCopy.Server.Dashboard.Jobs;

/// <summary>Times that pass, as people write them.</summary>
internal static class TimeSpans
{
    private const double Longest = 3650;

    /// <summary>Reads <c>30s</c>, <c>15m</c>, <c>36h</c> and <c>7d</c>; <c>null</c> if it is none of these.</summary>
    public static TimeSpan? Parse(string text)
    {
        if (!double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            return null;
        TimeSpan? unit = text[^1] switch
        {
            's' => TimeSpan.FromSeconds(1), 'm' => TimeSpan.FromMinutes(1), 'h' => TimeSpan.FromHours(1), 'd' => TimeSpan.FromDays(1), _ => null,
        };
        return unit is { } one && number * one.TotalDays <= Longest ? number * one : null;
    }
}
