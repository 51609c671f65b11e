using System.Globalization;
using BulkCopy.Cli.Output;
using BulkCopy.Cli.Verbs;
using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Tiering;
using Spectre.Console;

namespace BulkCopy.Cli.Tiering;

/// <summary>A simulation as tables for people.</summary>
internal static class SimulationPage
{
    public static void Print(Invocation invocation, SimulationDocument report)
    {
        var moved = Empty("rule", "from", "to", "objects", "bytes", "restored", "once", "monthly before", "monthly after", "break-even");
        foreach (var line in report.Transitions)
            moved.AddRow(Cells(
                line.Rule, line.FromClass, line.ToClass, Quantity.Count(line.Objects), ByteSize.Format(line.Bytes), Quantity.Count(line.Restored),
                Amount(line.Cost.Once), Amount(line.Cost.MonthlyBefore), Amount(line.Cost.MonthlyAfter), Day(line.BreakEven)));
        invocation.Terminal.Print(moved);
        if (report.Refusals.Count > 0)
        {
            var stay = Empty("rule", "stays because of", "objects", "bytes", "for instance");
            foreach (var line in report.Refusals)
                stay.AddRow(Cells(line.Rule, line.Code, Quantity.Count(line.Objects), ByteSize.Format(line.Bytes), line.Example));
            invocation.Terminal.Print(stay);
        }
        foreach (var sentence in Sentences(report))
            invocation.Say(sentence);
    }

    public static string Amount(decimal amount) => amount.ToString(amount is > -1 and < 1 ? "0.######" : "N2", CultureInfo.InvariantCulture);

    private static IEnumerable<string> Sentences(SimulationDocument report)
    {
        var cost = report.Total;
        yield return $"{Quantity.Count(report.Transitions.Sum(t => t.Objects))} of {Quantity.Count(report.Objects)} objects ({ByteSize.Format(report.Bytes)}) would be moved.";
        yield return report.Prices is null
            ? "There are no prices for this dialect: give a table with --prices."
            : $"Once {Amount(cost.Once)} (requests {Amount(cost.Requests)}, retrieval {Amount(cost.Retrieval)}, early deletion {Amount(cost.EarlyDeletion)}); "
                + $"storage per month {Amount(cost.MonthlyBefore)} before and {Amount(cost.MonthlyAfter + report.MonthlyOfSuperseded)} after; break-even {Day(report.BreakEven)}. Prices in {report.Prices}.";
        if (report.Superseded is { } superseded)
            yield return superseded;
    }

    private static string Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "never";

    private static Table Empty(params string[] columns)
    {
        var table = new Table { Border = TableBorder.Rounded, BorderStyle = new Style(Color.Grey) };
        foreach (var column in columns)
            table.AddColumn($"[bold]{column}[/]");
        return table;
    }

    private static Text[] Cells(params string[] texts) => [.. texts.Select(text => new Text(Quantity.Key(text)))];
}
