using BulkCopy.Cli.Output;
using Spectre.Console;

namespace BulkCopy.Cli.Verbs;

/// <summary><c>bulkcopy stores list</c>.</summary>
internal sealed class StoresListCommand(CliHost host) : Verb("list", "List the configured stores.", host)
{
    protected override Task<int> RunAsync(Invocation invocation)
    {
        var settings = invocation.ReadSettings();
        var stores = settings.Stores.Values.OrderBy(store => store.Name, StringComparer.Ordinal).Select(StoreDocument.Of).ToArray();
        if (invocation.IsJson)
        {
            foreach (var store in stores)
                invocation.PrintJson(store, JsonDocuments.Types.StoreDocument);
        }
        else if (stores.Length == 0)
        {
            invocation.Say(settings.Files.Count == 0
                ? "No store is configured: no appsettings.json was found. Name a file with --config."
                : $"No store is configured in {string.Join(", ", settings.Files)}.");
        }
        else
        {
            var table = new Table { Border = TableBorder.Rounded, BorderStyle = new Style(Color.Grey) };
            foreach (var name in new[] { "store", "dialect", "region", "endpoint", "credentials" })
                table.AddColumn($"[bold]{name}[/]");
            foreach (var store in stores)
                table.AddRow(new Text(store.Name), new Text(store.Dialect), new Text(store.Region), new Text(store.Place), new Text(store.Credentials));
            invocation.Terminal.Print(table);
        }

        return Task.FromResult(ExitCodes.Done);
    }
}
