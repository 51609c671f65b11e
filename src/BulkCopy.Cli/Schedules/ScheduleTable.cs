using BulkCopy.Cli.Output;
using BulkCopy.Cli.Verbs;
using BulkCopy.Engine.Scheduling;
using Spectre.Console;

namespace BulkCopy.Cli.Schedules;

/// <summary>Schedules and their fires as tables for people, and as JSON for programs.</summary>
internal static class ScheduleTable
{
    public static void Print(Invocation invocation, params Schedule[] schedules)
    {
        if (invocation.IsJson)
        {
            foreach (var schedule in schedules)
                invocation.PrintJson(ScheduleDocument.Of(schedule), ScheduleDocuments.Types.ScheduleDocument);
            return;
        }
        var table = Empty("schedule", "name", "cron", "zone", "previous", "next", "what");
        foreach (var schedule in schedules)
            table.AddRow(Cells(
                schedule.Id.ToString(), schedule.Spec.Name, schedule.Spec.Cron, schedule.Spec.TimeZone, Last(schedule.LastFire),
                schedule.IsPaused ? "paused" : Quantity.Time(schedule.NextFireAt), What(schedule)));
        invocation.Terminal.Print(table);
    }

    public static void PrintFires(Invocation invocation, IReadOnlyList<ScheduleFire> fires)
    {
        var table = Empty("time", "what came of it", "run", "reason");
        foreach (var fire in fires)
            table.AddRow(Cells(Quantity.Time(fire.ScheduledAt), $"{fire.State}{(fire.IsManual ? ", by hand" : "")}", fire.Run?.ToString() ?? "–", fire.Reason ?? ""));
        invocation.Terminal.Print(table);
    }

    private static string Last(ScheduleFire? fire) =>
        fire is null ? "–" : $"{Quantity.Time(fire.ScheduledAt)} {(fire.Run is { } run ? $"run {run}" : fire.State.ToString())}";

    private static string What(Schedule schedule) => schedule.Spec.Job.Tiering is { } tiering
        ? $"tiering {tiering.Policy.Name} of {schedule.Spec.Job.Source}"
        : $"copy {schedule.Spec.Job.Source} to {schedule.Spec.Job.Destination}";

    private static Table Empty(params string[] columns)
    {
        var table = new Table { Border = TableBorder.Rounded, BorderStyle = new Style(Color.Grey) };
        foreach (var column in columns)
            table.AddColumn($"[bold]{column}[/]");
        return table;
    }

    private static Text[] Cells(params string[] texts) => [.. texts.Select(text => new Text(Quantity.Key(text)))];
}
