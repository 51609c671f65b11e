namespace BulkCopy.Engine.Workers;

/// <summary>What this process knows of its own lease, by a clock that cannot be set: it must stop sending requests before others take its work over.</summary>
public sealed class WorkerLease(WorkerId id, TimeSpan length, TimeProvider time)
{
    private long renewedAt = time.GetTimestamp();

    /// <summary>The worker.</summary>
    public WorkerId Id { get; } = id;

    /// <summary>Whether new requests may begin: the last successful heartbeat was sent less than half a lease ago.</summary>
    public bool MayBegin => time.GetElapsedTime(Volatile.Read(ref renewedAt)) < length / 2;

    /// <summary>Whether others may already have taken the work over.</summary>
    public bool MayHaveExpired => time.GetElapsedTime(Volatile.Read(ref renewedAt)) >= length;

    /// <summary>Notes a heartbeat that the database confirmed.</summary>
    /// <param name="sentAt">Timestamp taken before it was sent.</param>
    public void Renew(long sentAt) => Volatile.Write(ref renewedAt, sentAt);
}
