using BulkCopy.Cli.Output;
using BulkCopy.Cli.Tiering;
using BulkCopy.Cli.Verbs;
using BulkCopy.Engine.Documents;
using Spectre.Console;

namespace BulkCopy.Cli.Plans;

/// <summary>A plan as tables for people.</summary>
internal static class PlanPage
{
    public static void Print(Invocation invocation, PlanDocument plan)
    {
        if (plan.Sample is { } sample) invocation.Say(sample.How);
        Print(invocation, Table("way", "objects", "bytes", "parts", "because"), plan.Ways.Select(way => new[]
        {
            $"{way.Way}", Quantity.Count(way.Objects), ByteSize.Format(way.Bytes), way.Parts == 0 ? "" : Quantity.Count(way.Parts), way.Reason,
        }));
        Print(invocation, Table("not copied", "objects", "bytes"), plan.LeftOut.Select(one => new[] { one.Reason, Quantity.Count(one.Objects), ByteSize.Format(one.Bytes) }));
        Print(invocation, Table("will fail or lose something", "objects", "bytes", "for instance", "because"), plan.Obstacles.Select(one => new[]
        {
            one.Code, Quantity.Count(one.Objects), ByteSize.Format(one.Bytes), one.Example, one.Message,
        }));
        Print(invocation, Table("store", "request", "number"), plan.Requests.Select(one => new[]
        {
            $"{one.Store} ({one.Side})", one.Api, $"{(one.IsEstimate ? "about " : "")}{Quantity.Count(one.Count)}",
        }));
        Print(invocation, Table("cost", "of", "amount"), plan.Costs.Select(one => new[]
        {
            one.Item, one.Quantity, $"{SimulationPage.Amount(one.Amount)} {one.Currency}{(one.IsMonthly ? " per month" : "")}",
        }));
        foreach (var sentence in Sentences(plan)) invocation.Say(sentence);
    }

    private static IEnumerable<string> Sentences(PlanDocument plan)
    {
        yield return $"{Quantity.Count(plan.Copies)} of {Quantity.Count(plan.Objects)} objects ({ByteSize.Format(plan.CopyBytes)}) would be copied from {string.Join(", ", plan.Sources)} to {plan.Destination}.";
        if (plan.Overwritten is > 0 and { } overwritten) yield return $"They take the place of {Quantity.Count(overwritten)} objects ({ByteSize.Format(plan.OverwrittenBytes)}) at the destination.";
        if (plan.Deletions > 0) yield return $"{Quantity.Count(plan.Deletions)} objects at the destination would be deleted, after confirmation.";
        if (plan.DeletionRefusal is { } refusal) yield return $"The run would fail: {refusal}";
        foreach (var note in plan.Notes) yield return note;
        yield return $"Time: about {Duration.Format(TimeSpan.FromSeconds(plan.Time.Seconds))}, limited by {plan.Time.Limit}, assuming:";
        foreach (var assumption in plan.Time.Assumptions) yield return $"  {assumption}";
        if (plan.Costs.Count > 0) yield return "Costs are list prices of one day, without discounts and free tiers; see --prices.";
    }

    private static Table Table(params string[] columns)
    {
        var table = new Table { Border = TableBorder.Rounded, BorderStyle = new Style(Color.Grey) };
        foreach (var column in columns) table.AddColumn($"[bold]{column}[/]");
        return table;
    }

    private static void Print(Invocation invocation, Table table, IEnumerable<string[]> rows)
    {
        foreach (var row in rows) table.AddRow([.. row.Select(text => new Text(Quantity.Key(text)))]);
        if (table.Rows.Count > 0) invocation.Terminal.Print(table);
    }
}
