using BulkCopy.Cli.Output;
using BulkCopy.Engine.Jobs;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace BulkCopy.Cli.Progress;

/// <summary>A panel that is redrawn on a terminal.</summary>
internal sealed class LiveRunDisplay(IAnsiConsole screen) : IRunDisplay
{
    private const int LongestBar = 44;

    public TimeSpan Interval { get; } = TimeSpan.FromMilliseconds(200);

    public Task OpenAsync(Func<Action<ProgressSnapshot>, Task> watch) =>
        screen.Live(Text.Empty).AutoClear(true).StartAsync(live => watch(snapshot =>
        {
            live.UpdateTarget(Draw(snapshot));
            live.Refresh();
        }));

    internal static IRenderable Draw(ProgressSnapshot snapshot)
    {
        var run = snapshot.Run;
        var color = run.State switch
        {
            RunState.Complete => run.Totals.Failed > 0 ? "yellow" : "green",
            RunState.Failed or RunState.Failing or RunState.Cancelled or RunState.Cancelling => "red",
            RunState.Paused or RunState.Pausing or RunState.Suspended => "yellow",
            _ => "deepskyblue1",
        };
        var head = new Markup($"[bold]run {run.Id}[/]  [{color}]{run.State}[/]  [grey]{Markup.Escape(RunFacts.Phase(run))}[/]");
        var way = new Markup($"[grey]{Markup.Escape(Quantity.Key(run.Spec.Source.ToString()))} → {Markup.Escape(Quantity.Key(run.Spec.Destination.ToString()))}[/]");
        return new Rows(head, way, Bar(snapshot, color), Figures(snapshot));
    }

    private static Markup Bar(ProgressSnapshot snapshot, string color)
    {
        var (run, totals) = (snapshot.Run, snapshot.Run.Totals);
        if (!run.ListingDone)
            return new Markup($"[grey]{new string('╌', LongestBar)}[/]  {Quantity.Count(totals.Finished)} of {Quantity.Count(totals.Listed)} listed so far");
        var done = totals.Listed == 0 ? LongestBar : (int)(LongestBar * totals.Finished / totals.Listed);
        var left = snapshot.Remaining is { } remaining ? $"  [bold]{Duration.Format(remaining)}[/] left" : "";
        return new Markup(
            $"[{color}]{new string('━', done)}[/][grey]{new string('─', LongestBar - done)}[/]  "
            + $"{Quantity.Percent(totals.Finished, totals.Listed)}  {Quantity.Count(totals.Finished)} of {Quantity.Count(totals.Listed)}{left}");
    }

    private static Grid Figures(ProgressSnapshot snapshot)
    {
        var totals = snapshot.Run.Totals;
        var grid = new Grid();
        for (var column = 0; column < 6; column++)
            grid.AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(0, 0, column % 2 == 0 ? 1 : 4, 0), Alignment = column % 2 == 0 ? Justify.Left : Justify.Right });
        Row(grid, "objects/s", Quantity.Rate(snapshot.ObjectsPerSecond), "copied", Quantity.Count(totals.Copied), "verified", Good(totals.Verified));
        Row(grid, "bytes/s", ByteSize.Format(snapshot.BytesPerSecond), "bytes", ByteSize.Format(totals.Bytes), "size only", Warn(totals.SizeOnly));
        Row(grid, "elapsed", Duration.Format(RunFacts.Elapsed(snapshot.Run, snapshot.At)), "adopted", Quantity.Count(totals.Adopted), "failed", Bad(totals.Failed));
        Row(grid, "retries", Warn(totals.Retries), "skipped", Quantity.Count(totals.Skipped + totals.AlreadyPresent), "changed", Bad(totals.SourceChanged));
        return grid;
    }

    private static void Row(Grid grid, params string[] cells) =>
        grid.AddRow([.. cells.Select((cell, place) => new Markup(place % 2 == 0 ? $"[grey]{cell}[/]" : cell))]);

    private static string Good(long number) => Colored(number, "green");

    private static string Warn(long number) => Colored(number, "yellow");

    private static string Bad(long number) => Colored(number, "red");

    private static string Colored(long number, string color) => number == 0 ? "0" : $"[{color}]{Quantity.Count(number)}[/]";
}
