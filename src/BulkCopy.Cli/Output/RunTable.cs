using BulkCopy.Engine.Jobs;
using Spectre.Console;

namespace BulkCopy.Cli.Output;

/// <summary>Runs as a table, one row each; columns that say least are left out where the terminal is narrow.</summary>
internal static class RunTable
{
    private const int BorderWidth = 3;

    // The higher the rank, the sooner a column goes.
    private static readonly Column[] Columns =
    [
        new("run", 0, false, (run, _) => Plain(run.Id.ToString())),
        new("name", 4, true, (run, _) => Plain(Quantity.Key(run.Spec.Name))),
        new("state", 0, true, (run, _) => State(run)),
        new("objects", 0, false, (run, _) => Plain(Quantity.Count(run.Totals.Listed))),
        new("copied", 0, false, (run, _) => Plain(Quantity.Count(run.Totals.Copied))),
        new("adopted", 7, false, (run, _) => Plain(Quantity.Count(run.Totals.Adopted))),
        new("skipped", 6, false, (run, _) => Plain(Quantity.Count(run.Totals.Skipped + run.Totals.AlreadyPresent))),
        new("failed", 0, false, (run, _) => Colored(run.Totals.Failed + run.Totals.SourceChanged, Color.Red)),
        new("verified", 0, false, (run, _) => Colored(run.Totals.Verified, Color.Green)),
        new("size only", 0, false, (run, _) => Colored(run.Totals.SizeOnly, Color.Yellow)),
        new("bytes", 3, false, (run, _) => Plain(ByteSize.Format(run.Totals.Bytes))),
        new("objects/s", 5, false, (run, now) => Rate(run, RunFacts.Elapsed(run, now))),
        new("time", 2, false, (run, now) => Plain(Duration.Format(RunFacts.Elapsed(run, now)))),
    ];

    public static Table Of(IReadOnlyList<Run> runs, DateTimeOffset now, int width)
    {
        var cells = Columns.ToDictionary(column => column, column => runs.Select(run => column.Cell(run, now)).ToArray());
        var shown = Columns.ToList();
        while (shown.Sum(column => Width(column, cells[column])) + 1 > width && shown.MaxBy(column => column.Rank) is { Rank: > 0 } least)
            shown.Remove(least);
        var table = new Table { Border = TableBorder.Rounded, BorderStyle = new Style(Color.Grey) };
        foreach (var column in shown)
            table.AddColumn(new TableColumn($"[bold]{column.Name}[/]") { NoWrap = true, Alignment = column.IsText ? Justify.Left : Justify.Right });
        for (var row = 0; row < runs.Count; row++)
            table.AddRow([.. shown.Select(column => new Text(cells[column][row].Text, new Style(cells[column][row].Color)))]);
        return table;
    }

    private static int Width(Column column, Cell[] cells) =>
        BorderWidth + Math.Max(column.Name.Length, cells.Select(cell => cell.Text.Length).DefaultIfEmpty().Max());

    private static Cell State(Run run) => run.State switch
    {
        RunState.Complete when RunFacts.ExitCode(run) == ExitCodes.Done => new Cell("Complete", Color.Green),
        RunState.Complete => new Cell("Complete", Color.Yellow),
        RunState.Failed or RunState.Cancelled => new Cell(run.State.ToString(), Color.Red),
        _ => Plain(run.State.ToString()),
    };

    private static Cell Rate(Run run, TimeSpan elapsed) =>
        Plain(elapsed.TotalSeconds >= 0.05 ? Quantity.Rate(run.Totals.Finished / elapsed.TotalSeconds) : "–");

    private static Cell Plain(string text) => new(text, Color.Default);

    private static Cell Colored(long number, Color color) => new(Quantity.Count(number), number == 0 ? Color.Default : color);

    private sealed record Column(string Name, int Rank, bool IsText, Func<Run, DateTimeOffset, Cell> Cell);

    private readonly record struct Cell(string Text, Color Color);
}
