using BulkCopy.Cli.Configuration;
using BulkCopy.Cli.Hosting;
using BulkCopy.Cli.Output;
using BulkCopy.Engine.Documents;
using BulkCopy.Postgres.Queries;

namespace BulkCopy.Cli.Operations;

/// <summary>Limits in the ledger.</summary>
internal sealed class LedgerFlow(LedgerSession ledger, BulkCopySettings settings) : IFlowOperations
{
    private readonly FlowOverview _flow = new(ledger.Database);
    private readonly FlowLimitTable _limits = new(ledger.Database);

    public Task<IReadOnlyList<FlowDocument>> ListAsync(CancellationToken cancellationToken) => _flow.ListAsync(cancellationToken);

    public async Task<FlowDocument> ShowAsync(string store, string? bucket, CancellationToken cancellationToken) =>
        settings.Stores.ContainsKey(store) || await new StoreTable(ledger.Database).FindAsync(store, cancellationToken).ConfigureAwait(false) is not null
            ? await _flow.ShowAsync(store, bucket, cancellationToken).ConfigureAwait(false)
            : throw new RefusedException($"There is no store '{store}': see 'bulkcopy stores list'.");

    public async Task<FlowDocument> SetAsync(FlowDocument shown, FlowLimitRequest? limit, CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, string[]>();
        var read = limit?.Read(errors);
        if (errors.Count > 0)
            throw new RefusedException(string.Join(' ', errors.SelectMany(error => error.Value)));
        var done = read is not null
            ? await _limits.SetIfUnchangedAsync(shown.Store, shown.Bucket, read, $"command line of {Environment.UserName}", shown.Limit?.UpdatedAt, cancellationToken).ConfigureAwait(false)
            : shown.Limit is null || await _limits.ClearIfUnchangedAsync(shown.Store, shown.Bucket, shown.Limit.UpdatedAt, cancellationToken).ConfigureAwait(false);
        return done ? await _flow.ShowAsync(shown.Store, shown.Bucket, cancellationToken).ConfigureAwait(false)
            : throw new RefusedException($"Somebody else changed the limits of {shown.Store} just now: look again with 'bulkcopy stores limits'.");
    }
}
