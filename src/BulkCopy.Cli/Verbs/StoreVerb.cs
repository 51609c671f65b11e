using BulkCopy.Cli.Hosting;
using BulkCopy.Cli.Operations;

namespace BulkCopy.Cli.Verbs;

/// <summary>A verb about stores.</summary>
internal abstract class StoreVerb(string name, string description, CliHost host) : Verb(name, description, host)
{
    protected sealed override async Task<int> RunAsync(Invocation invocation)
    {
        await using var stores = Open(invocation);
        return await RunAsync(invocation, stores).ConfigureAwait(false);
    }

    protected abstract Task<int> RunAsync(Invocation invocation, IStoreOperations stores);

    private static IStoreOperations Open(Invocation invocation)
    {
        if (invocation.Server is { } server)
            return new ServerStoreOperations(ServerConnection.Open(server, invocation));
        var settings = invocation.ReadSettings();
        return new ConfiguredStoreOperations(settings, new StoreDirectory(settings, invocation.Host.Variables, invocation.Time), invocation.Time);
    }
}
