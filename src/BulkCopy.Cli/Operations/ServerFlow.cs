using System.Globalization;
using BulkCopy.Cli.Output;
using BulkCopy.Engine.Documents;

namespace BulkCopy.Cli.Operations;

/// <summary>Limits at a server.</summary>
internal sealed class ServerFlow(ServerConnection server) : IFlowOperations
{
    public Task<IReadOnlyList<FlowDocument>> ListAsync(CancellationToken cancellationToken) =>
        server.ListAsync<FlowDocument>("limits", int.MaxValue, cancellationToken);

    public async Task<FlowDocument> ShowAsync(string store, string? bucket, CancellationToken cancellationToken) =>
        await server.FindAsync<FlowDocument>(Path(store, bucket), cancellationToken).ConfigureAwait(false)
        ?? throw new RefusedException($"There is no store '{store}': see 'bulkcopy stores list'.");

    public async Task<FlowDocument> SetAsync(FlowDocument shown, FlowLimitRequest? limit, CancellationToken cancellationToken)
    {
        var path = Path(shown.Store, shown.Bucket);
        (string, string?) unchanged = ("If-Match", shown.Limit is { } was ? $"\"{was.UpdatedAt.UtcTicks.ToString("x", CultureInfo.InvariantCulture)}\"" : "\"none\"");
        if (limit is not null)
            return await server.ChangeAsync<FlowDocument>(HttpMethod.Put, path, limit, cancellationToken, unchanged).ConfigureAwait(false);
        await server.ChangeAsync<object?>(HttpMethod.Delete, path, null, cancellationToken, unchanged).ConfigureAwait(false);
        return shown with { Limit = null };
    }

    private static string Path(string store, string? bucket) =>
        $"stores/{Uri.EscapeDataString(store)}{(bucket is null ? "" : $"/buckets/{Uri.EscapeDataString(bucket)}")}/limit";
}
