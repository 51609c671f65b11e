using System.Globalization;
using BulkCopy.Engine.Reporting;
using Spectre.Console;

namespace BulkCopy.Cli.Output;

/// <summary>Things that happened, oldest first.</summary>
internal static class Timeline
{
    public static Table Of(IEnumerable<TimelineItem> items)
    {
        var table = new Table { Border = TableBorder.Simple, BorderStyle = new Style(Color.Grey) };
        table.AddColumn(new TableColumn("[bold]time (UTC)[/]") { NoWrap = true });
        table.AddColumn(new TableColumn("[bold]what[/]") { NoWrap = true });
        table.AddColumn(new TableColumn("[bold]worker[/]").RightAligned());
        table.AddColumn("[bold]detail[/]");
        foreach (var item in items)
            table.AddRow(
                new Text(item.At.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture)),
                new Text(Quantity.Key(item.What), new Style(Tone(item.What))),
                new Text(item.Worker?.ToString(CultureInfo.InvariantCulture) ?? ""),
                new Text(Quantity.Key(item.Detail)));
        return table;
    }

    private static Color Tone(string what) => what.ToLowerInvariant() switch
    {
        "failed" or "sourcechanged" => Color.Red,
        "copied" or "adopted" or "completed" or "verified" => Color.Green,
        _ => Color.Default,
    };
}
