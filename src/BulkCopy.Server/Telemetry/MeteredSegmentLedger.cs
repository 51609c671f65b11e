using System.Diagnostics.Metrics;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Workers;
using BulkCopy.ObjectStores;

namespace BulkCopy.Server.Telemetry;

/// <summary>
/// Counts what the workers of this process write into the ledger, under the meter <c>BulkCopy.Worker</c>, and traces its segments. Only what was written is counted:
/// rows of segments that others hold by now are left out, as the ledger leaves them out.
/// </summary>
/// <param name="inner">The ledger.</param>
public sealed class MeteredSegmentLedger(ISegmentLedger inner) : ISegmentLedger
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "BulkCopy.Worker";

    private const string Mismatch = "Mismatch";
    private static readonly Meter Meter = new(MeterName);
    private static readonly Counter<long> Outcomes = Meter.CreateCounter<long>("bulkcopy.outcomes", "{outcome}", "Outcomes written, by result and code.");
    private static readonly Counter<long> Bytes = Meter.CreateCounter<long>("bulkcopy.copied", "By", "Size of objects copied or adopted.");
    private static readonly Counter<long> Throttles = Meter.CreateCounter<long>("bulkcopy.throttles", "{outcome}", "Attempts that ended because the store asked for less.");
    private static readonly Counter<long> Mismatches = Meter.CreateCounter<long>("bulkcopy.verify.mismatches", "{outcome}", "Copies that differed from their source.");
    private static readonly Counter<long> Parts = Meter.CreateCounter<long>("bulkcopy.parts", "{part}", "Parts of multipart uploads copied.");
    private static readonly Histogram<double> Durations = Meter.CreateHistogram<double>(
        "bulkcopy.attempt.duration", "s", "How long attempts took.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300] });

    private readonly SegmentSpans spans = new();

    /// <summary>The same ledger with its segments metered.</summary>
    public static LedgerAccess Over(LedgerAccess ledger)
    {
        // From nothing to one is no increase that Prometheus sees; from zero to one is.
        foreach (var counter in new[] { Bytes, Throttles, Mismatches, Parts })
            counter.Add(0);
        return ledger with { Segments = new MeteredSegmentLedger(ledger.Segments) };
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<LeasedSegment>> ClaimAsync(RunId run, WorkerId worker, int most, CancellationToken cancellationToken) =>
        inner.ClaimAsync(run, worker, most, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<PendingEntry>> ReadPendingAsync(LeasedSegment segment, CancellationToken cancellationToken)
    {
        spans.Begin(segment);
        return await inner.ReadPendingAsync(segment, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlySet<SegmentId>> WriteAsync(LedgerBatch batch, CancellationToken cancellationToken)
    {
        var lost = await inner.WriteAsync(batch, cancellationToken).ConfigureAwait(false);
        foreach (var written in batch.Outcomes)
            if (!lost.Contains(written.Segment.Id))
                Count(written.Outcome);
        spans.Written(batch, lost);
        Parts.Add(batch.Parts.Count(part => part.Segment is not { } segment || !lost.Contains(segment.Id)));
        return lost;
    }

    private static void Count(Outcome outcome)
    {
        Outcomes.Add(1, new("result", outcome.Result.ToString()), new("code", outcome.Code ?? ""), new("final", outcome.Final ? "true" : "false"));
        Durations.Record(outcome.Duration.TotalSeconds, new KeyValuePair<string, object?>("result", outcome.Result.ToString()));
        if (outcome.Result is OutcomeResult.Copied or OutcomeResult.Adopted)
            Bytes.Add(outcome.Bytes);
        if (outcome.Code == nameof(StoreErrorCode.Throttled))
            Throttles.Add(1);
        if (outcome.Code == Mismatch)
            Mismatches.Add(1);
    }
}
