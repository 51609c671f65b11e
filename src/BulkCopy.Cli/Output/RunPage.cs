using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Reporting;
using BulkCopy.Postgres.Queries;
using Spectre.Console;

namespace BulkCopy.Cli.Output;

/// <summary>One run in detail.</summary>
internal static class RunPage
{
    public static void Write(IAnsiConsole console, Run run, IReadOnlyList<FailureGroup> failures, IReadOnlyList<TimelineItem> events, UploadSummary uploads, IReadOnlyList<LeftOut> leftOut, DateTimeOffset now)
    {
        console.Write(Facts(run, uploads, leftOut, now));
        console.Write(RunTable.Of([run], now, console.Profile.Width));
        if (failures.Count > 0)
            console.Write(Failures(failures));
        if (events.Count > 0)
            console.Write(Timeline.Of(events));
    }

    private static Grid Facts(Run run, UploadSummary uploads, IReadOnlyList<LeftOut> leftOut, DateTimeOffset now)
    {
        var grid = new Grid().AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(0, 0, 2, 0) }).AddColumn();
        Add(grid, "run", $"{run.Id} of job {run.JobId}, {run.Spec.Name}");
        Add(grid, "source", run.Spec.Source.ToString());
        Add(grid, "destination", run.Spec.Destination.ToString());
        var state = run.StateReason is null ? RunFacts.Phase(run) : run.StateReason;
        Add(grid, "state", state.Length == 0 ? $"{run.State}" : $"{run.State}: {state}");
        Add(grid, "created", Quantity.Time(run.CreatedAt));
        Add(grid, "started", Quantity.Time(run.StartedAt));
        Add(grid, "finished", $"{Quantity.Time(run.FinishedAt)}{(run.StartedAt is null ? "" : $" ({Duration.Format(RunFacts.Elapsed(run, now))})")}");
        Add(grid, "listing", $"{(run.ListingDone ? "complete" : "not complete")}, {Quantity.Count(run.Totals.Listed)} objects, {ByteSize.Format(run.Totals.ListedBytes)}");
        Add(grid, "retries", Quantity.Count(run.Totals.Retries));
        if (uploads.Open > 0)
            Add(grid, "uploads", $"{Quantity.Count(uploads.Open)} open, {Quantity.Count(uploads.Orphaned)} wait to be aborted and hold at most {ByteSize.Format(uploads.LeakedBytes)}{string.Concat(uploads.Notes.Select(note => $"; {note}"))}");
        if (run.Totals.SourceChanged + run.Totals.AlreadyPresent > 0)
            Add(grid, "left out", $"{Quantity.Count(run.Totals.SourceChanged)} changed at the source, {Quantity.Count(run.Totals.AlreadyPresent)} already present");
        foreach (var left in leftOut)
            Add(grid, $"not copied: {left.Reason}", $"{Quantity.Count(left.Objects)} objects, {ByteSize.Format(left.Bytes)}");
        return grid;
    }

    private static Table Failures(IReadOnlyList<FailureGroup> failures)
    {
        var table = new Table { Border = TableBorder.Rounded, BorderStyle = new Style(Color.Grey), Title = new TableTitle("failures by code") };
        table.AddColumn("[bold]code[/]").AddColumn(new TableColumn("[bold]objects[/]").RightAligned()).AddColumn("[bold]for instance[/]");
        foreach (var group in failures)
            table.AddRow(
                new Text(group.Code, new Style(Color.Red)),
                new Text(Quantity.Count(group.Count)),
                new Text($"{Quantity.Key(group.ExampleKey)}{(group.ExampleMessage is null ? "" : $"{Environment.NewLine}{Quantity.Key(group.ExampleMessage)}")}"));
        return table;
    }

    private static void Add(Grid grid, string name, string value) => grid.AddRow(new Text(name, new Style(Color.Grey)), new Text(Quantity.Key(value)));
}
