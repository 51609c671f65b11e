using System.Collections.Concurrent;
using System.Diagnostics;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Segments;

namespace BulkCopy.Server.Telemetry;

/// <summary>
/// A span <c>segment</c> for every segment that the workers of this process hold, from reading its entries to its end, under the source <c>BulkCopy.Worker</c>.
/// Keys of objects are never on it.
/// </summary>
internal sealed class SegmentSpans
{
    public const string SourceName = "BulkCopy.Worker";

    private static readonly ActivitySource Source = new(SourceName);
    private readonly ConcurrentDictionary<(RunId, SegmentId), Work> open = new();

    /// <summary>Begins a segment's span, current for the caller until it returns.</summary>
    public void Begin(LeasedSegment segment)
    {
        if (Source.StartActivity("segment") is not { } span)
            return;
        span.SetTag("bulkcopy.run", segment.Run.Value).SetTag("bulkcopy.segment", segment.Id.Value).SetTag("bulkcopy.kind", segment.Kind.ToString())
            .SetTag("bulkcopy.claims", segment.Claims);
        if (open.TryRemove((segment.Run, segment.Id), out var before))
            before.Span.Dispose();
        open[(segment.Run, segment.Id)] = new Work(span);
    }

    /// <summary>Counts what was written, and ends spans whose segments ended, went back or were lost.</summary>
    public void Written(LedgerBatch batch, IReadOnlySet<SegmentId> lost)
    {
        if (open.IsEmpty)
            return;
        foreach (var (segment, outcome) in batch.Outcomes)
            if (!lost.Contains(segment.Id) && open.TryGetValue((batch.Run, segment.Id), out var work))
                work.Count(outcome);
        foreach (var end in batch.Ends)
            Close(batch.Run, end.Segment.Id, "ended");
        foreach (var segment in batch.Releases)
            Close(batch.Run, segment.Id, "handed back");
        foreach (var segment in lost)
            Close(batch.Run, segment, "lost");
    }

    private void Close(RunId run, SegmentId segment, string how)
    {
        if (open.TryRemove((run, segment), out var work))
            work.Close(how);
    }

    private sealed class Work(Activity span)
    {
        private long outcomes;
        private long failed;
        private long bytes;

        public Activity Span { get; } = span;

        public void Count(Outcome outcome)
        {
            Interlocked.Increment(ref outcomes);
            if (outcome.Result == OutcomeResult.Failed)
                Interlocked.Increment(ref failed);
            if (outcome.Result is OutcomeResult.Copied or OutcomeResult.Adopted)
                Interlocked.Add(ref bytes, outcome.Bytes);
        }

        public void Close(string how)
        {
            Span.SetTag("bulkcopy.end", how).SetTag("bulkcopy.outcomes", outcomes).SetTag("bulkcopy.failed", failed).SetTag("bulkcopy.bytes", bytes);
            Span.SetStatus(failed > 0 ? ActivityStatusCode.Error : ActivityStatusCode.Ok);
            Span.Dispose();
        }
    }
}
