using System.Globalization;

namespace BulkCopy.Server.Dashboard.Text;

/// <summary>Numbers and times as people read them.</summary>
internal static class Show
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary>A count with separators.</summary>
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A count in about five characters.</summary>
    public static string Short(double value) => value switch
    {
        >= 1e9 => Decimal(value / 1e9) + " G",
        >= 1e6 => Decimal(value / 1e6) + " M",
        >= 1e4 => Decimal(value / 1e3) + " k",
        >= 1e3 => Count((long)Math.Round(value)),
        _ => Decimal(value),
    };

    /// <summary>An amount of bytes.</summary>
    public static string Bytes(double bytes)
    {
        var unit = 0;
        for (; bytes >= 1024 && unit < Units.Length - 1; unit++)
            bytes /= 1024;
        return $"{(unit == 0 ? bytes.ToString("0", CultureInfo.InvariantCulture) : Decimal(bytes))} {Units[unit]}";
    }

    /// <summary>A share in percent that says 100 only of everything and 0 only of nothing.</summary>
    public static string Percent(double part, double whole)
    {
        if (whole <= 0)
            return "–";
        var percent = part / whole * 100;
        return percent is > 0 and < 0.1 ? "<0.1 %" : percent is < 100 and > 99.9 ? ">99.9 %" : Decimal(percent) + " %";
    }

    /// <summary>A time span with its two largest units.</summary>
    public static string Span(TimeSpan span) => span.Duration() switch
    {
        { TotalSeconds: < 10 } short_ => string.Create(CultureInfo.InvariantCulture, $"{short_.TotalSeconds:0.#} s"),
        { TotalMinutes: < 1 } seconds => string.Create(CultureInfo.InvariantCulture, $"{seconds.TotalSeconds:0} s"),
        { TotalHours: < 1 } minutes => string.Create(CultureInfo.InvariantCulture, $"{minutes.Minutes} min {minutes.Seconds} s"),
        { TotalDays: < 1 } hours => string.Create(CultureInfo.InvariantCulture, $"{hours.Hours} h {hours.Minutes} min"),
        var days => string.Create(CultureInfo.InvariantCulture, $"{(int)days.TotalDays} d {days.Hours} h"),
    };

    /// <summary>How long ago, or how long from now.</summary>
    public static string Ago(DateTimeOffset at, DateTimeOffset now) => (now - at) switch
    {
        { TotalSeconds: > -1 and < 2 } => "now",
        { Ticks: > 0 } past => Rough(past) + " ago",
        var ahead => "in " + Rough(ahead.Negate()),
    };

    /// <summary>An instant to the second.</summary>
    public static string Time(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + " UTC";

    /// <summary>An instant as machines read it.</summary>
    public static string Iso(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    /// <summary>The time of day.</summary>
    public static string Clock(DateTimeOffset at) => at.ToUniversalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Rough(TimeSpan span) => span switch
    {
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0} s"),
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMinutes:0} min"),
        { TotalDays: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalHours:0} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{span.TotalDays:0} d"),
    };

    private static string Decimal(double value) => value.ToString(Math.Abs(value) >= 100 || value == Math.Round(value) ? "0" : Math.Abs(value) >= 10 ? "0.#" : "0.##", CultureInfo.InvariantCulture);
}
