using System.CommandLine;
using System.Globalization;
using BulkCopy.Cli.Output;

namespace BulkCopy.Cli.Arguments;

/// <summary>Options that are moments or ages.</summary>
internal static class TimeArguments
{
    /// <summary>A day or a moment; without an offset in UTC.</summary>
    public static Option<DateTimeOffset?> Moment(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        CustomParser = result =>
        {
            string[] formats = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd HH:mm:ss"];
            if (DateTimeOffset.TryParseExact(result.Tokens[0].Value, formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
                return moment;
            result.AddError($"'{result.Tokens[0].Value}' is not a time for {name}: write 2026-01-31 or 2026-01-31T08:00:00Z.");
            return null;
        },
    };

    /// <summary>A number of days, hours, minutes or seconds.</summary>
    public static Option<TimeSpan?> Age(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "AGE",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (Duration.TryParse(text, out var age) && age > TimeSpan.Zero)
                return age;
            if (text.EndsWith('d') && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is > 0 and < 100_000)
                return TimeSpan.FromDays(days);
            result.AddError($"'{text}' is not an age for {name}: write 36h or 7d.");
            return null;
        },
    };
}
