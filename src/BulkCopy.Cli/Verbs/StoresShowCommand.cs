using System.CommandLine;
using BulkCopy.Cli.Hosting;
using BulkCopy.Cli.Output;
using Spectre.Console;

namespace BulkCopy.Cli.Verbs;

/// <summary><c>bulkcopy stores show</c>: a store with the defaults filled in.</summary>
internal sealed class StoresShowCommand : Verb
{
    private readonly Argument<string> _name = new("NAME") { Description = "Name of the store." };

    public StoresShowCommand(CliHost host)
        : base("show", "Show a store as it will be used, defaults filled in.", host) => Arguments.Add(_name);

    protected override Task<int> RunAsync(Invocation invocation)
    {
        using var stores = new StoreDirectory(invocation.ReadSettings(), invocation.Host.Variables, invocation.Time);
        var store = StoreDocument.Of(stores.Require(invocation.Get(_name)));
        if (invocation.IsJson)
        {
            invocation.PrintJson(store, JsonDocuments.Types.StoreDocument);
            return Task.FromResult(ExitCodes.Done);
        }

        var grid = new Grid().AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(0, 0, 2, 0) }).AddColumn();
        foreach (var (name, value) in new[]
                 {
                     ("store", store.Name), ("dialect", store.Dialect), ("region", store.Region), ("endpoint", store.Place),
                     ("addressing", store.Addressing), ("signature", store.Signature), ("credentials", store.Credentials),
                     ("largest simple copy", ByteSize.Format(store.SimpleCopyBytes)),
                     ("parts", $"{ByteSize.Format(store.MinPartBytes)} to {ByteSize.Format(store.MaxPartBytes)}, at most {Quantity.Count(store.MaxParts)}"),
                     ("longest key", $"{store.KeyBytes} bytes"),
                 })
            grid.AddRow(new Text(name, new Style(Color.Grey)), new Text(value));
        invocation.Terminal.Print(grid);
        return Task.FromResult(ExitCodes.Done);
    }
}
