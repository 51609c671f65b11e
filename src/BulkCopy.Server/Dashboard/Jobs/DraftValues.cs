using System.Globalization;

namespace BulkCopy.Server.Dashboard.Jobs;

/// <summary>Reads what was written into fields; what cannot be read is noted by the path of its field.</summary>
internal sealed class DraftValues(JobDraft draft, Dictionary<string, string[]> errors)
{
    public string? Text(string field) => draft[field] is { Length: > 0 } text ? text : null;

    public bool Flag(string field) => draft[field].Length > 0;

    /// <summary>One a line.</summary>
    public string[] Lines(string field) => draft[field].Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Separated by commas or blanks.</summary>
    public string[] Words(string field) => draft[field].Split([',', ' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public long? Number(string field) => Read<long>(
        field, text => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null, "Write a whole number.");

    public decimal? Amount(string field) => Read<decimal>(
        field, text => decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null, "Write a number such as 12.50.");

    public long? Size(string field) => Read<long>(
        field, text => ByteSizes.TryParse(text, out var bytes) ? bytes : null, "Write a size such as 512 KiB, 10 MB or 1048576.");

    public DateTimeOffset? Moment(string field) => Read<DateTimeOffset>(
        field, text => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null,
        "Write a day as in 2026-11-21, or a time as in 2026-11-21T08:00Z.");

    public TimeSpan? Span(string field) => Read<TimeSpan>(field, TimeSpans.Parse, "Write a time such as 30s, 15m, 36h or 7d.");

    public T Choice<T>(string field, T otherwise) where T : struct, Enum => Choice<T>(field) ?? otherwise;

    public T? Choice<T>(string field) where T : struct, Enum => Read<T>(
        field, text => Enum.TryParse<T>(text, out var value) && Enum.IsDefined(value) ? value : null, $"Choose one of {string.Join(", ", Enum.GetNames<T>())}.");

    /// <summary>One pair a line.</summary>
    public List<KeyValuePair<string, string>> Pairs(string field, string separator, string example)
    {
        var pairs = new List<KeyValuePair<string, string>>();
        foreach (var line in Lines(field))
            if (line.IndexOf(separator, StringComparison.Ordinal) is > 0 and var at)
                pairs.Add(new(line[..at].TrimEnd(), line[(at + separator.Length)..].TrimStart()));
            else
                Refuse(field, $"'{line}' is no pair: write {example}.");
        if (pairs.GroupBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } twice)
            Refuse(field, $"'{twice.Key}' stands there twice: keep one.");
        return pairs;
    }

    public void Refuse(string field, string message) => errors.TryAdd(DraftField.Named(field).Path, [message]);

    private T? Read<T>(string field, Func<string, T?> parse, string remedy) where T : struct
    {
        if (Text(field) is not { } text)
            return null;
        if (parse(text) is { } value)
            return value;
        Refuse(field, remedy);
        return null;
    }
}
