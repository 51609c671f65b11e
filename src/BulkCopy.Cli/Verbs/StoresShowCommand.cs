using System.CommandLine;
using BulkCopy.Cli.Operations;
using BulkCopy.Cli.Output;
using BulkCopy.Engine.Documents;
using Spectre.Console;

namespace BulkCopy.Cli.Verbs;

/// <summary><c>bulkcopy stores show</c>: a store with the defaults filled in.</summary>
internal sealed class StoresShowCommand : StoreVerb
{
    private readonly Argument<string> _name = new("NAME") { Description = "Name of the store." };

    public StoresShowCommand(CliHost host)
        : base("show", "Show a store as it will be used, defaults filled in.", host) => Arguments.Add(_name);

    protected override async Task<int> RunAsync(Invocation invocation, IStoreOperations stores)
    {
        var store = await stores.ShowAsync(invocation.Get(_name), invocation.Stopping).ConfigureAwait(false);
        if (invocation.IsJson)
        {
            invocation.PrintJson(store, DocumentJson.Types.StoreDocument);
            return ExitCodes.Done;
        }

        var grid = new Grid().AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(0, 0, 2, 0) }).AddColumn();
        foreach (var (name, value) in new[]
                 {
                     ("store", store.Name), ("dialect", store.Dialect), ("region", store.Region), ("endpoint", StorePlace.Of(store)),
                     ("addressing", store.Addressing), ("signature", store.Signature), ("credentials", store.Credentials),
                     ("largest simple copy", ByteSize.Format(store.SimpleCopyBytes ?? 0)),
                     ("parts", $"{ByteSize.Format(store.MinPartBytes ?? 0)} to {ByteSize.Format(store.MaxPartBytes ?? 0)}, at most {Quantity.Count(store.MaxParts ?? 0)}"),
                     ("longest key", $"{store.KeyBytes} bytes"),
                 })
            grid.AddRow(new Text(name, new Style(Color.Grey)), new Text(value));
        invocation.Terminal.Print(grid);
        return ExitCodes.Done;
    }
}
