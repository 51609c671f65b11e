using BulkCopy.Cli.Arguments;
using BulkCopy.Cli.Output;
using BulkCopy.Cli.Verbs;
using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Jobs;
using BulkCopy.ObjectStores;

namespace BulkCopy.Cli.Operations;

/// <summary>Stores of a server: those of its configuration, and those that operators entered.</summary>
internal sealed class ServerStoreOperations(ServerConnection server) : IStoreOperations
{
    /// <summary>The declaration of a job on stores of the server.</summary>
    public static async Task<JobSpec> ReadJobAsync(Invocation invocation, string server, JobArguments arguments, JobSpec known)
    {
        await using var stores = new ServerStoreOperations(ServerConnection.Open(server, invocation));
        var spec = await arguments.ReadAsync(
            invocation, async name => Dialect.Parse((await stores.ShowAsync(name, invocation.Stopping).ConfigureAwait(false)).Dialect), known).ConfigureAwait(false);
        return spec.Manifest is { File: { } file }
            ? throw new RefusedException($"'{file}' is on this machine, and a server reads manifests from buckets: put it into one and name it as STORE:BUCKET/KEY.")
            : spec;
    }

    public async Task<IReadOnlyList<StoreDocument>> ListAsync(CancellationToken cancellationToken) =>
    [
        .. (await server.ListAsync<StoreDocument>("stores", int.MaxValue, cancellationToken).ConfigureAwait(false)).OrderBy(store => store.Name, StringComparer.Ordinal),
    ];

    public async Task<StoreDocument> ShowAsync(string name, CancellationToken cancellationToken) =>
        await server.FindAsync<StoreDocument>($"stores/{Uri.EscapeDataString(name)}", cancellationToken).ConfigureAwait(false)
        ?? throw new RefusedException($"The server has no store '{name}': see 'bulkcopy stores list --server {server.Server}'.");

    public Task<StoreTestDocument> TestAsync(StoreLocation location, CancellationToken cancellationToken) => server.ChangeAsync<StoreTestDocument>(
        HttpMethod.Post, $"stores/{Uri.EscapeDataString(location.Store)}/test", new { location.Bucket, location.Prefix }, cancellationToken);

    public Task<ProbeDocument> ProbeAsync(StoreLocation from, StoreLocation to, CancellationToken cancellationToken) => server.ChangeAsync<ProbeDocument>(
        HttpMethod.Post, $"stores/{Uri.EscapeDataString(from.Store)}/probe", new { from.Bucket, from.Prefix, To = to }, cancellationToken);

    public async Task<int> RotateSecretsAsync(CancellationToken cancellationToken) =>
        (await server.ChangeAsync<RotationDocument>(HttpMethod.Post, "stores/rotate-secrets", null, cancellationToken).ConfigureAwait(false)).Rotated;

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
