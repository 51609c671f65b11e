using System.Threading.Channels;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Workers;

namespace BulkCopy.Engine.Segments;

/// <summary>
/// Gathers what a run's segments produce and writes it in batches: when there are enough rows, or enough time has passed.
/// While one batch is being written the next gathers, so batches grow with the load. The bounded queue is the back-pressure.
/// </summary>
internal sealed class OutcomeWriter(RunId run, WorkerLease lease, ISegmentLedger ledger, WorkerOptions options, TimeProvider time)
{
    private const int MostRows = 4096;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(500);

    private readonly Channel<Item> queue = Channel.CreateBounded<Item>(new BoundedChannelOptions(2 * MostRows) { SingleReader = true });

    private readonly record struct Item(ActiveSegment Segment, Outcome? Outcome = null, PartOutcome? Part = null, SegmentEnd? End = null);

    public ValueTask OutcomeAsync(ActiveSegment segment, Outcome outcome, CancellationToken cancellationToken) =>
        queue.Writer.WriteAsync(new Item(segment, Outcome: outcome), cancellationToken);

    public ValueTask PartAsync(ActiveSegment segment, PartOutcome part, CancellationToken cancellationToken) =>
        queue.Writer.WriteAsync(new Item(segment, Part: part), cancellationToken);

    public ValueTask EndAsync(ActiveSegment segment, SegmentEnd end, CancellationToken cancellationToken) =>
        queue.Writer.WriteAsync(new Item(segment, End: end), cancellationToken);

    public ValueTask ReleaseAsync(ActiveSegment segment, CancellationToken cancellationToken) =>
        queue.Writer.WriteAsync(new Item(segment), cancellationToken);

    /// <summary>No more items will come; <see cref="RunAsync"/> ends after the last is written.</summary>
    public void Complete() => queue.Writer.TryComplete();

    public async Task RunAsync(CancellationToken abandon)
    {
        var items = new List<Item>(MostRows);
        try
        {
            while (await queue.Reader.WaitToReadAsync(abandon).ConfigureAwait(false))
            {
                await GatherAsync(items, abandon).ConfigureAwait(false);
                await WriteAsync(items, abandon).ConfigureAwait(false);
                items.Clear();
            }
        }
        finally
        {
            // Whoever still wants to write must not wait for a reader that is gone.
            queue.Writer.TryComplete();
        }
    }

    private async Task GatherAsync(List<Item> items, CancellationToken abandon)
    {
        using var timer = new CancellationTokenSource(options.FlushInterval, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(abandon, timer.Token);
        while (items.Count < MostRows)
        {
            if (queue.Reader.TryRead(out var item)) items.Add(item);
            else if (items.Count >= options.FlushRows) return;
            else if (!await MoreInTimeAsync(either.Token, abandon).ConfigureAwait(false)) return;
        }
    }

    private async ValueTask<bool> MoreInTimeAsync(CancellationToken either, CancellationToken abandon)
    {
        try
        {
            return await queue.Reader.WaitToReadAsync(either).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!abandon.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Repeats the batch while the database is away: the ledger leaves out what an earlier try already wrote.</summary>
    private async Task WriteAsync(List<Item> items, CancellationToken abandon)
    {
        var batch = Batch(items);
        while (true)
        {
            try
            {
                var lost = await ledger.WriteAsync(batch, abandon).ConfigureAwait(false);
                foreach (var item in items)
                {
                    if (lost.Contains(item.Segment.Lease.Id)) item.Segment.Lost = true;
                    if (item.Outcome is null && item.Part is null) item.Segment.Settled?.Invoke();
                }
                return;
            }
            catch (LedgerUnavailableException) when (!lease.MayHaveExpired)
            {
                await Task.Delay(RetryDelay, time, abandon).ConfigureAwait(false);
            }
        }
    }

    private LedgerBatch Batch(List<Item> items)
    {
        var outcomes = new List<SegmentOutcome>(items.Count);
        var parts = new List<PartOutcome>();
        var ends = new List<SegmentEnd>();
        var releases = new List<LeasedSegment>();
        foreach (var item in items)
        {
            if (item.Outcome is { } outcome) outcomes.Add(new SegmentOutcome(item.Segment.Lease, outcome));
            else if (item.Part is { } part) parts.Add(part);
            else if (item.End is { } end) ends.Add(end);
            else releases.Add(item.Segment.AskFirstAgain ? item.Segment.Lease with { AskFirst = true } : item.Segment.Lease);
        }
        return new LedgerBatch { Run = run, Worker = lease.Id, Outcomes = outcomes, Parts = parts, Ends = ends, Releases = releases };
    }
}
