namespace BulkCopy.Engine.Workers;

/// <summary>What this process knows of its own lease, by a clock that cannot be set: it must stop sending requests before others take its work over.</summary>
public sealed class WorkerLease(WorkerId id, TimeSpan length, TimeProvider time, long sentAt, DateTimeOffset now)
{
    private sealed record Moment(long Timestamp, DateTimeOffset Database);

    private Moment renewed = new(sentAt, now);

    /// <summary>The worker.</summary>
    public WorkerId Id { get; } = id;

    /// <summary>Whether new requests may begin: the last successful heartbeat was sent less than half a lease ago.</summary>
    public bool MayBegin => Age < length / 2;

    /// <summary>Whether others may already have taken the work over.</summary>
    public bool MayHaveExpired => Age >= length;

    /// <summary>The database's time, by which runs are dated; exact but for the way of one heartbeat.</summary>
    public DateTimeOffset DatabaseNow 
    {
        get
        {
            var moment = Volatile.Read(ref renewed);
            return moment.Database + time.GetElapsedTime(moment.Timestamp);
        }
    }

    private TimeSpan Age => time.GetElapsedTime(Volatile.Read(ref renewed).Timestamp);

    /// <summary>Notes a heartbeat that the database confirmed.</summary>
    /// <param name="sentAt">Timestamp taken before it was sent.</param>
    /// <param name="now">The database's time in its answer.</param>
    public void Renew(long sentAt, DateTimeOffset now) => Volatile.Write(ref renewed, new Moment(sentAt, now));
}
