using BulkCopy.Cli.Operations;
using BulkCopy.Cli.Output;
using BulkCopy.Engine.Documents;
using Spectre.Console;

namespace BulkCopy.Cli.Verbs;

/// <summary><c>bulkcopy stores list</c>.</summary>
internal sealed class StoresListCommand(CliHost host) : StoreVerb("list", "List the configured stores.", host)
{
    protected override async Task<int> RunAsync(Invocation invocation, IStoreOperations stores)
    {
        var all = await stores.ListAsync(invocation.Stopping).ConfigureAwait(false);
        if (invocation.IsJson)
        {
            foreach (var store in all)
                invocation.PrintJson(store, DocumentJson.Types.StoreDocument);
        }
        else if (all.Count == 0)
        {
            invocation.Say(Nothing(invocation));
        }
        else
        {
            var table = new Table { Border = TableBorder.Rounded, BorderStyle = new Style(Color.Grey) };
            foreach (var name in new[] { "store", "dialect", "region", "endpoint", "credentials" })
                table.AddColumn($"[bold]{name}[/]");
            foreach (var store in all)
                table.AddRow(new Text(store.Name), new Text(store.Dialect), new Text(store.Region), new Text(StorePlace.Of(store)), new Text(store.Credentials));
            invocation.Terminal.Print(table);
        }

        return ExitCodes.Done;
    }

    private static string Nothing(Invocation invocation)
    {
        if (invocation.Server is not null)
            return "The server has no stores.";
        var files = invocation.ReadSettings().Files;
        return files.Count == 0
            ? "No store is configured: no appsettings.json was found. Name a file with --config."
            : $"No store is configured in {string.Join(", ", files)}.";
    }
}
