using System.Threading.Channels;
using BulkCopy.Engine.Comparing;
using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Throttling;
using BulkCopy.Engine.Tiering;
using BulkCopy.Engine.Uploads;
using BulkCopy.Engine.Versions;

namespace BulkCopy.Engine.Workers;

/// <summary>What one worker does for one active run: lists ranges, claims segments, feeds their units to the pool, writes what comes of them.</summary>
internal sealed class RunSession : IAsyncDisposable
{
    private readonly RunContext context;
    private readonly CopierPool pool;
    private readonly WorkerOptions options;
    private readonly OutcomeWriter writer;
    private readonly ObjectCopier copier;
    private readonly RelayCopier relay;
    private readonly TransitionCopier transitions;
    private readonly PartCopier parts;
    private readonly ExtraDeleter deleter;
    private readonly VersionCopier versions;
    private readonly HeldWork held;
    private readonly CancellationTokenSource stopping;
    private readonly CancellationToken abandon;
    private Exception? unforeseen;
    private Task running = Task.CompletedTask;
    private readonly TaskCompletionSource drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    // The feeder counts as one, so that the session is not taken for drained between two segments that it begins.
    private int activeSegments = 1;

    public RunSession(RunContext context, CopierPool pool, WorkerOptions options, CancellationToken abandon)
    {
        stopping = CancellationTokenSource.CreateLinkedTokenSource(abandon);
        context = context with { Stopping = stopping.Token };
        (this.context, this.pool, this.options, this.abandon) = (context, pool, options, abandon);
        Priority = context.Run.Priority;
        held = new HeldWork(context.Run.Id, context.Lease, context.Ledger.Workers, options.Lease / 4, context.Time);
        writer = new OutcomeWriter(context.Run.Id, context.Lease, context.Ledger.Segments, options, context.Time);
        copier = new ObjectCopier(context);
        relay = new RelayCopier(context);
        transitions = new TransitionCopier(context);
        parts = new PartCopier(context);
        deleter = new ExtraDeleter(context);
        versions = new VersionCopier(context, copier, relay);
    }

    public RunId RunId => context.Run.Id;

    /// <summary>Preparing or Active. Segments are claimed in the latter only.</summary>
    public RunState OpenedIn => context.Run.State;

    /// <summary>Higher goes first; may change at any time.</summary>
    public int Priority { get; set; }

    /// <summary>Whether more units would only wait in front of the destination's gate.</summary>
    public bool IsSaturated => context.DestinationGate.IsSaturated;

    /// <summary>Begin nothing more of this run.</summary>
    public CancellationToken Stopping => stopping.Token;

    /// <summary>Why the run must stop, if it must.</summary>
    public string? FatalReason { get; private set; }

    /// <summary>Whether the last look found nothing to claim and nothing is in progress here.</summary>
    public bool IsIdle { get; private set; }

    /// <summary>What nobody foresaw, and what ended the session's own loops.</summary>
    public Exception? Failure => unforeseen ?? running.Exception?.InnerException;

    public void Start() => running = RunAsync();

    public async Task RunUnitAsync(UnitOfWork work, CancellationToken token)
    {
        var trail = UnitTrail.Begin();
        try
        {
            await work.Segment.RunUnitAsync(work.Unit, token).ConfigureAwait(false);
        }
        catch (TurnGivenUpException)
        {
            // Given up in the middle of a unit, what it has sent so far may have taken effect.
            work.Segment.AskFirstAgain |= trail.HasSent;
            await work.Segment.HandBackAsync(token).ConfigureAwait(false);
        }
        catch (RunStoppedException stop)
        {
            Fail(stop.Message);
            await work.Segment.HandBackAsync(token).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            // The writer broke: the session ends, and with it this worker's life.
        }
        catch (Exception interrupted) when (interrupted is LeaseLostException or LedgerUnavailableException)
        {
            // A request may have been sent whose outcome nobody will write down.
            work.Segment.AskFirstAgain = true;
            await work.Segment.HandBackAsync(token).ConfigureAwait(false);
        }
        catch (Exception fault) when (Unexpected.Is(fault))
        {
            Break(fault);
            work.Segment.AskFirstAgain = true;
            await work.Segment.HandBackAsync(token).ConfigureAwait(false);
        }
    }

    /// <summary>Soft stop: what is in flight is finished and written, the rest is handed back.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync().ConfigureAwait(false);
        try
        {
            await running.ConfigureAwait(false);
        }
        catch (Exception ended) when (ended is OperationCanceledException or LedgerUnavailableException or LeaseLostException)
        {
            // What was leased is rescued when the lease ends.
        }
        stopping.Dispose();
        held.Dispose();
    }

    private async Task RunAsync()
    {
        var writing = writer.RunAsync(abandon);
        var working = WorkAsync();
        if (await Task.WhenAny(writing, working).ConfigureAwait(false) == writing) await stopping.CancelAsync().ConfigureAwait(false);
        else writer.Complete();
        await writing.ConfigureAwait(false);
        await working.ConfigureAwait(false);
    }

    /// <summary>Ends when the session is stopping and every segment in progress has been ended or handed back.</summary>
    private async Task WorkAsync()
    {
        Task[] loops = [FeedAsync(), .. Enumerable.Range(0, options.Listers).Select(_ => ListAsync())];
        // They end together. One that breaks must not leave the others holding leases that nobody works on.
        await Task.WhenAny(loops).ConfigureAwait(false);
        await stopping.CancelAsync().ConfigureAwait(false);
        try
        {
            await Task.WhenAll(loops).ConfigureAwait(false);
        }
        finally
        {
            SegmentOver();
            await drained.Task.WaitAsync(abandon).ConfigureAwait(false);
        }
    }

    private void SegmentOver()
    {
        if (Interlocked.Decrement(ref activeSegments) == 0) drained.TrySetResult();
    }

    private void Fail(string reason)
    {
        FatalReason ??= reason;
        stopping.Cancel();
    }

    private void Break(Exception fault)
    {
        unforeseen ??= fault;
        stopping.Cancel();
    }

    private async Task FeedAsync()
    {
        while (!Stopping.IsCancellationRequested)
        {
            try
            {
                await held.HandBackUnknownAsync(abandon).ConfigureAwait(false);
                var claimed = OpenedIn == RunState.Active && Volatile.Read(ref activeSegments) <= MostSegments && context.Lease.MayBegin
                    ? await context.Ledger.Segments.ClaimAsync(RunId, context.Lease.Id, 4, abandon).ConfigureAwait(false)
                    : [];
                IsIdle = claimed.Count == 0 && Volatile.Read(ref activeSegments) == 1;
                foreach (var lease in claimed) held.Add(lease);
                foreach (var lease in claimed) await WorkOnAsync(lease).ConfigureAwait(false);
                if (claimed.Count == 0) await context.PauseAsync(options.PollInterval / 4).ConfigureAwait(false);
            }
            catch (LedgerUnavailableException)
            {
                held.Doubt();
                await context.PauseAsync(options.PollInterval).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Segments of one unit (steps of uploads) must not starve the pool; those of a thousand must not be hoarded.</summary>
    private int MostSegments => Math.Max(8, options.Concurrency / 4);

    private async Task WorkOnAsync(LeasedSegment lease)
    {
        ActiveSegment segment = lease.Kind switch
        {
            SegmentKind.UploadOpen => new UploadOpenSegment(lease, writer, context),
            SegmentKind.UploadParts => new UploadPartsSegment(lease, writer, context, parts),
            SegmentKind.UploadClose => new UploadCloseSegment(lease, writer, context),
            SegmentKind.Restore => new RestoreSegment(lease, writer, context),
            SegmentKind.RestorePoll => new RestorePollSegment(lease, writer, context),
            SegmentKind.Delete => new DeletionSegment(lease, writer, context, deleter),
            SegmentKind.History => new HistorySegment(lease, writer, context, versions),
            _ => new ObjectsSegment(lease, writer, context, copier, relay, transitions, deleter),
        };
        Interlocked.Increment(ref activeSegments);
        segment.Over = SegmentOver;
        segment.Settled = () => held.Remove(lease);
        if (!await PrepareAsync(segment).ConfigureAwait(false)) return;
        await segment.BeginAsync(abandon).ConfigureAwait(false);
        for (var unit = 0; unit < segment.UnitCount; unit++)
            await pool.QueueAsync(new UnitOfWork(this, segment, unit), abandon).ConfigureAwait(false);
    }

    /// <summary>The segment is ours already, so preparing is repeated until the database is back and the lease renewed. <c>false</c>: handed back instead.</summary>
    private async Task<bool> PrepareAsync(ActiveSegment segment)
    {
        while (true)
        {
            try
            {
                await segment.PrepareAsync(abandon).ConfigureAwait(false);
                return true;
            }
            catch (TurnGivenUpException)
            {
                await writer.ReleaseAsync(segment, abandon).ConfigureAwait(false);
                SegmentOver();
                return false;
            }
            catch (Exception interrupted) when (interrupted is LedgerUnavailableException or LeaseLostException)
            {
                await Task.Delay(options.PollInterval, context.Time, abandon).ConfigureAwait(false);
            }
            catch (Exception fault) when (Unexpected.Is(fault))
            {
                Break(fault);
                await writer.ReleaseAsync(segment, abandon).ConfigureAwait(false);
                SegmentOver();
                return false;
            }
        }
    }

    private async Task ListAsync()
    {
        try
        {
            await new ListingLoop(context, held, options.PollInterval, abandon).RunAsync().ConfigureAwait(false);
        }
        catch (RunStoppedException stop)
        {
            Fail(stop.Message);
        }
    }
}
