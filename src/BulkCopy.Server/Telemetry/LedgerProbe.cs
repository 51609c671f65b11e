using BulkCopy.Postgres.Queries;

namespace BulkCopy.Server.Telemetry;

/// <summary>Measures the ledger at most every few seconds, however often it is asked.</summary>
internal sealed class LedgerProbe(LedgerGauges gauges, FlowStates flow, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(3);
    private readonly SemaphoreSlim one = new(1, 1);
    private long readAt;

    /// <summary>The newest reading; <c>null</c> before the first.</summary>
    public LedgerReading? Last { get; private set; }

    /// <summary>How old it is; <c>null</c> before the first.</summary>
    public TimeSpan? Age => Last is null ? null : time.GetElapsedTime(readAt);

    /// <summary>Flow control at every bucket, read at the same time.</summary>
    public IReadOnlyList<FlowStateRow> Flow { get; private set; } = [];

    /// <summary>A reading that is at most some seconds old.</summary>
    public async Task<LedgerReading> ReadAsync(CancellationToken cancellationToken)
    {
        await one.WaitAsync(cancellationToken);
        try
        {
            if (Last is { } last && time.GetElapsedTime(readAt) < Fresh)
                return last;
            Flow = await flow.ListAsync(cancellationToken);
            Last = await gauges.ReadAsync(cancellationToken);
            readAt = time.GetTimestamp();
            return Last;
        }
        finally
        {
            one.Release();
        }
    }

    public void Dispose() => one.Dispose();
}
