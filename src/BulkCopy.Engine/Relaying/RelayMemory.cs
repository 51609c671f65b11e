namespace BulkCopy.Engine.Relaying;

/// <summary>
/// The memory that all relays of a worker share: blocks that are made when they are first needed and never more than allowed.
/// Who finds too few waits, in order of arrival; so a relay begins to read only what it can hold.
/// </summary>
public sealed class RelayMemory
{
    /// <summary>Size of a block, bytes.</summary>
    public const int BlockBytes = 256 * 1024;

    private readonly Lock guard = new();
    private readonly Stack<byte[]> idle = new();
    private readonly Queue<Waiter> waiting = new();
    private readonly int blocks;
    private int free;

    /// <summary>Memory of so many bytes, rounded down to blocks.</summary>
    public RelayMemory(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, BlockBytes);
        blocks = (int)Math.Min(bytes / BlockBytes, int.MaxValue);
        free = blocks;
    }

    /// <summary>The largest buffer that can be rented, bytes.</summary>
    public long LargestBytes => (long)blocks * BlockBytes;

    /// <summary>Most bytes that were ever rented at the same time.</summary>
    public long PeakBytes { get; private set; }

    /// <summary>Waits for a buffer of <paramref name="bytes"/>; disposing it gives the memory to the next.</summary>
    public async ValueTask<RelayStream> RentAsync(long bytes, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, LargestBytes);
        var needed = (int)((bytes + BlockBytes - 1) / BlockBytes);
        Waiter waiter;
        lock (guard)
        {
            if (waiting.Count == 0 && needed <= free) return Take(needed);
            waiter = new Waiter(needed);
            waiting.Enqueue(waiter);
        }
        try
        {
            return await waiter.Turn.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            GiveUp(waiter);
            throw;
        }
    }

    internal void Return(byte[][] rented)
    {
        lock (guard)
        {
            foreach (var block in rented) idle.Push(block);
            free += rented.Length;
            Serve();
        }
    }

    /// <summary>A buffer that came too late goes back; those behind the waiter may fit now.</summary>
    private void GiveUp(Waiter waiter)
    {
        var late = waiter.Turn.TrySetCanceled(CancellationToken.None) ? null : waiter.Late;
        late?.Dispose();
        lock (guard) Serve();
    }

    private void Serve()
    {
        while (waiting.TryPeek(out var next))
        {
            if (!next.Turn.Task.IsCompleted)
            {
                if (next.Blocks > free) return;
                next.Late = Take(next.Blocks);
                if (!next.Turn.TrySetResult(next.Late)) Restore(next.Late);
            }
            waiting.Dequeue();
        }
    }

    private void Restore(RelayStream buffer)
    {
        var unused = buffer.Release();
        foreach (var block in unused) idle.Push(block);
        free += unused.Length;
    }

    private RelayStream Take(int count)
    {
        free -= count;
        PeakBytes = Math.Max(PeakBytes, (long)(blocks - free) * BlockBytes);
        var taken = new byte[count][];
        for (var i = 0; i < count; i++) taken[i] = idle.TryPop(out var block) ? block : GC.AllocateUninitializedArray<byte>(BlockBytes);
        return new RelayStream(this, taken);
    }

    private sealed class Waiter(int blocks)
    {
        public int Blocks { get; } = blocks;
        /// <summary>The buffer, once it was given; its taker may have gone by then.</summary>
        public RelayStream? Late { get; set; }
        public TaskCompletionSource<RelayStream> Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
