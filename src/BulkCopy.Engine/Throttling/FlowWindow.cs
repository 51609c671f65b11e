using System.Globalization;
using System.Text.RegularExpressions;

namespace BulkCopy.Engine.Throttling;

/// <summary>Limits for a time of the week, written like <c>Mon-Fri 08:00-18:00 Europe/Berlin: 200 req/s, 50MiB/s, 20 in flight</c>.</summary>
public sealed partial record FlowWindow
{
    private static readonly string[] DayNames = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

    private FlowWindow(string text) => Text = text;

    /// <summary>The window as it was written.</summary>
    public string Text { get; }
    /// <summary>Requests per second; <c>null</c>: this window says nothing about them. 0 lets nothing begin.</summary>
    public double? RequestsPerSecond { get; private init; }
    /// <summary>Bytes per second; <c>null</c>: this window says nothing about them.</summary>
    public long? BytesPerSecond { get; private init; }
    /// <summary>Requests in flight; <c>null</c>: this window says nothing about them.</summary>
    public int? InFlight { get; private init; }

    private bool[] Days { get; init; } = [];
    private TimeSpan From { get; init; }
    private TimeSpan To { get; init; }
    private TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>Whether the window holds: from its first minute on, up to but without its last; past midnight when it ends before it begins.</summary>
    public bool Holds(DateTimeOffset now)
    {
        var local = TimeZoneInfo.ConvertTime(now, Zone);
        var (today, time) = ((int)local.DayOfWeek, local.TimeOfDay);
        if (From < To) return Days[today] && time >= From && time < To;
        return (Days[today] && time >= From) || (Days[(today + 6) % 7] && time < To);
    }

    /// <summary>Reads a window; <c>null</c> with the reason in <paramref name="error"/> if it is none.</summary>
    public static FlowWindow? Parse(string text, out string? error)
    {
        var match = Whole().Match(text);
        if (!match.Success) return Refuse(text, "write it like \"Mon-Fri 08:00-18:00 Europe/Berlin: 200 req/s, 50MiB/s, 20 in flight\"", out error);
        if (ReadDays(match.Groups["days"].Value) is not { } days) return Refuse(text, $"days are {string.Join(", ", DayNames)}, a range such as Mon-Fri, or Daily", out error);
        if (ReadTime(match.Groups["from"].Value) is not { } from || ReadTime(match.Groups["to"].Value) is not { } to)
            return Refuse(text, "times are written 00:00 to 24:00", out error);
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(match.Groups["zone"].Value is { Length: > 0 } zone ? zone : "UTC", out var found))
            return Refuse(text, $"'{match.Groups["zone"].Value}' is no time zone known here; write one like Europe/Berlin", out error);
        var window = new FlowWindow(text.Trim()) { Days = days, From = from, To = to, Zone = found };
        foreach (var part in match.Groups["limits"].Value.Split(',', StringSplitOptions.TrimEntries))
        {
            if (window.With(part) is not { } next) return Refuse(text, $"'{part}' is no limit; write 200 req/s, 50MiB/s or 20 in flight", out error);
            window = next;
        }
        error = null;
        return window;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    /// <inheritdoc/>
    public bool Equals(FlowWindow? other) => other is not null && Text == other.Text;

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    private FlowWindow? With(string part)
    {
        var match = Limit().Match(part);
        if (!match.Success || !double.TryParse(match.Groups["number"].Value, CultureInfo.InvariantCulture, out var number)) return null;
        return match.Groups["unit"].Value.ToUpperInvariant() switch
        {
            "REQ/S" => this with { RequestsPerSecond = number },
            "IN FLIGHT" when number is >= 1 and <= 1_000_000 && number == Math.Floor(number) => this with { InFlight = (int)number },
            "B/S" => this with { BytesPerSecond = (long)number },
            "KIB/S" => this with { BytesPerSecond = (long)(number * (1 << 10)) },
            "MIB/S" => this with { BytesPerSecond = (long)(number * (1 << 20)) },
            "GIB/S" => this with { BytesPerSecond = (long)(number * (1 << 30)) },
            _ => null,
        };
    }

    private static bool[]? ReadDays(string text)
    {
        var days = new bool[7];
        foreach (var part in text.Split(','))
        {
            if (part.Equals("Daily", StringComparison.OrdinalIgnoreCase)) Array.Fill(days, true);
            else
            {
                var ends = Array.ConvertAll(part.Split('-'), name => Array.FindIndex(DayNames, day => day.Equals(name, StringComparison.OrdinalIgnoreCase)));
                if (ends.Length > 2 || ends.Contains(-1)) return null;
                for (var day = ends[0]; ; day = (day + 1) % 7)
                {
                    days[day] = true;
                    if (day == ends[^1]) break;
                }
            }
        }
        return days;
    }

    private static TimeSpan? ReadTime(string text)
    {
        var (hours, minutes) = (int.Parse(text.AsSpan(0, 2), CultureInfo.InvariantCulture), int.Parse(text.AsSpan(3, 2), CultureInfo.InvariantCulture));
        return minutes > 59 || hours > 24 || (hours == 24 && minutes > 0) ? null : new TimeSpan(hours, minutes, 0);
    }

    private static FlowWindow? Refuse(string text, string why, out string? error)
    {
        error = $"'{text}' is no window: {why}.";
        return null;
    }

    [GeneratedRegex(@"^\s*(?<days>[A-Za-z,-]+)\s+(?<from>[0-9]{2}:[0-9]{2})-(?<to>[0-9]{2}:[0-9]{2})(\s+(?<zone>[A-Za-z0-9_+/-]+))?\s*:\s*(?<limits>.+?)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Whole();

    [GeneratedRegex(@"^(?<number>[0-9]{1,12}(\.[0-9]{1,6})?)\s*(?<unit>req/s|in flight|B/s|KiB/s|MiB/s|GiB/s)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Limit();
}
