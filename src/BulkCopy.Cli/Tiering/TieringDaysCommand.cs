using System.CommandLine;
using System.Globalization;
using BulkCopy.Cli.Operations;
using BulkCopy.Cli.Output;
using BulkCopy.Cli.Verbs;
using BulkCopy.Engine.Documents;
using Spectre.Console;

namespace BulkCopy.Cli.Tiering;

/// <summary><c>bulkcopy tiering days</c>: what was moved, by day, rule and class.</summary>
internal sealed class TieringDaysCommand : OperatorVerb
{
    private const int UsualDays = 30;
    private readonly Option<int?> _days = ArgumentTypes.Number("--days", "How many days back. Default: 30.", 1, 36_500);

    public TieringDaysCommand(CliHost host)
        : base("days", "Show what was moved, by day, rule and class.", host) => Options.Add(_days);

    protected override async Task<int> RunAsync(Invocation invocation, OperatorSession session)
    {
        var today = DateOnly.FromDateTime(invocation.Time.GetUtcNow().UtcDateTime);
        var days = await session.ReadTransitionDaysAsync(
            today.AddDays(1 - (invocation.Get(_days) ?? UsualDays)), today.AddDays(1), invocation.Stopping).ConfigureAwait(false);
        if (invocation.IsJson)
        {
            foreach (var day in days)
                invocation.PrintJson(day, DocumentJson.Types.TransitionDay);
            return ExitCodes.Done;
        }
        var table = new Table { Border = TableBorder.Rounded, BorderStyle = new Style(Color.Grey) };
        foreach (var column in new[] { "day", "rule", "from", "to", "objects", "bytes", "cost" })
            table.AddColumn($"[bold]{column}[/]");
        foreach (var day in days)
            table.AddRow([.. new[]
            {
                day.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), day.Rule, day.FromClass, day.ToClass, Quantity.Count(day.Objects),
                ByteSize.Format(day.Bytes), SimulationPage.Amount(day.Cost),
            }.Select(text => new Text(Quantity.Key(text)))]);
        invocation.Terminal.Print(table);
        return ExitCodes.Done;
    }
}
