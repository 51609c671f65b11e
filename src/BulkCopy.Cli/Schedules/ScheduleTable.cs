using System.Globalization;
using BulkCopy.Cli.Output;
using BulkCopy.Cli.Verbs;
using BulkCopy.Engine.Documents;
using Spectre.Console;

namespace BulkCopy.Cli.Schedules;

/// <summary>Schedules and their fires as tables for people, and as JSON for programs.</summary>
internal static class ScheduleTable
{
    public static void Print(Invocation invocation, params ScheduleDocument[] schedules)
    {
        if (invocation.IsJson)
        {
            foreach (var schedule in schedules)
                invocation.PrintJson(schedule, DocumentJson.Types.ScheduleDocument);
            return;
        }
        var table = Empty("schedule", "name", "cron", "zone", "previous", "next", "what");
        foreach (var schedule in schedules)
            table.AddRow(Cells(
                schedule.ScheduleId.ToString(CultureInfo.InvariantCulture), schedule.Name, schedule.Cron, schedule.TimeZone, Last(schedule.LastFire),
                schedule.Paused ? "paused" : Quantity.Time(schedule.NextFireAt), What(schedule)));
        invocation.Terminal.Print(table);
    }

    public static void PrintFires(Invocation invocation, IReadOnlyList<FireDocument> fires)
    {
        var table = Empty("time", "what came of it", "run", "reason");
        foreach (var fire in fires)
            table.AddRow(Cells(Quantity.Time(fire.ScheduledAt), $"{fire.State}{(fire.Manual ? ", by hand" : "")}", fire.RunId?.ToString(CultureInfo.InvariantCulture) ?? "–", fire.Reason ?? ""));
        invocation.Terminal.Print(table);
    }

    private static string Last(FireDocument? fire) =>
        fire is null ? "–" : $"{Quantity.Time(fire.ScheduledAt)} {(fire.RunId is { } run ? $"run {run}" : fire.State.ToString())}";

    private static string What(ScheduleDocument schedule) => schedule.TieringPolicy is { } policy
        ? $"tiering {policy} of {schedule.Source}"
        : $"copy {schedule.Source} to {schedule.Destination}";

    private static Table Empty(params string[] columns)
    {
        var table = new Table { Border = TableBorder.Rounded, BorderStyle = new Style(Color.Grey) };
        foreach (var column in columns)
            table.AddColumn($"[bold]{column}[/]");
        return table;
    }

    private static Text[] Cells(params string[] texts) => [.. texts.Select(text => new Text(Quantity.Key(text)))];
}
