using BulkCopy.Cli.Output;
using BulkCopy.Engine.Documents;
using Spectre.Console;

namespace BulkCopy.Cli.Flow;

/// <summary>Buckets as a table, one row each.</summary>
internal static class FlowTable
{
    public static Table Of(IReadOnlyList<FlowDocument> buckets)
    {
        var table = new Table { Border = TableBorder.Rounded, BorderStyle = new Style(Color.Grey) };
        foreach (var name in new[] { "bucket", "limits", "requests/s", "bears", "bytes/s", "in flight", "throttled/min", "workers" })
            table.AddColumn($"[bold]{name}[/]");
        foreach (var bucket in buckets)
            table.AddRow(
                new Text($"{bucket.Store}:{Quantity.Key(bucket.Bucket ?? "*")}"),
                new Text(Limits(bucket.Limit)),
                new Text(Rate(bucket.RequestsPerSecond)),
                new Text(Rate(bucket.RateLevel)),
                new Text(bucket.BytesPerSecond is { } bytes ? ByteSize.Format(bytes) : "–"),
                new Text(bucket.InFlight is { } inFlight ? Quantity.Count(inFlight) : "–"),
                new Text(bucket.ThrottledPerMinute is { } throttled ? Quantity.Count(throttled) : "–"),
                new Text(bucket.Workers is { } workers ? Quantity.Count(workers.Count) : "–"));
        return table;
    }

    /// <summary>Limits in words.</summary>
    public static string Limits(FlowLimitDocument? limit)
    {
        var words = new List<string>();
        if (limit?.RequestsPerSecond is { } rate) words.Add(FormattableString.Invariant($"{rate:0.######} req/s"));
        if (limit?.BytesPerSecond is { } bytes) words.Add($"{ByteSize.Format(bytes)}/s");
        if (limit?.InFlight is { } inFlight) words.Add($"{inFlight} in flight");
        words.AddRange(limit?.Windows ?? []);
        return words.Count == 0 ? "none" : string.Join("; ", words);
    }

    private static string Rate(double? rate) => rate is { } number ? Quantity.Rate(number) : "–";
}
