using System.Collections.Concurrent;
using BulkCopy.Emulator.Requests;

namespace BulkCopy.Emulator.Observation;

/// <summary>The last requests and counters over all of them. Safe for concurrent use.</summary>
public sealed class RequestLog
{
    private readonly Lock gate = new();
    private readonly LoggedRequest?[] ring;
    private readonly int countedKeys;
    private readonly long[] byOperation = new long[Enum.GetValues<Operation>().Length];
    private readonly ConcurrentDictionary<(Operation, string Bucket, string Key, int Part), Tally> byKey = new();
    private int distinctKeys;
    private long written;
    private long internalErrors;
    private int underWay;

    internal RequestLog(int capacity, int countedKeys)
    {
        ring = new LoggedRequest?[Math.Max(1, capacity)];
        this.countedKeys = countedKeys;
    }

    /// <summary>Requests answered since the start or the last <see cref="Clear"/>.</summary>
    public long Total => Interlocked.Read(ref written);

    /// <summary>Requests that have come and are not done with.</summary>
    public int UnderWay => Volatile.Read(ref underWay);

    /// <summary>Requests that failed by a mistake of the emulator; a test asserts that there are none.</summary>
    public long InternalErrors => Interlocked.Read(ref internalErrors);

    /// <summary>What went wrong last inside the emulator; null for nothing.</summary>
    public string? LastInternalError { get; private set; }

    /// <summary>Requests of an operation.</summary>
    public long Count(Operation operation) => Interlocked.Read(ref byOperation[(int)operation]);

    /// <summary>Requests of an operation on a bucket, a key and a part; null means any. Keys beyond the counted ones are missed.</summary>
    public long Count(Operation operation, string? bucket, string? key = null, int? partNumber = null) =>
        Sum(operation, bucket, key, partNumber, static tally => Interlocked.Read(ref tally.Requests));

    /// <summary>As <see cref="Count(Operation, string?, string?, int?)"/>, but only requests that were carried out.</summary>
    public long CountEffects(Operation operation, string? bucket = null, string? key = null, int? partNumber = null) =>
        Sum(operation, bucket, key, partNumber, static tally => Interlocked.Read(ref tally.Effects));

    /// <summary>The kept requests, oldest first.</summary>
    public IReadOnlyList<LoggedRequest> Snapshot()
    {
        lock (gate)
        {
            var count = (int)Math.Min(written, ring.Length);
            var result = new LoggedRequest[count];
            for (var i = 0; i < count; i++) result[i] = ring[(written - count + i) % ring.Length]!;
            return result;
        }
    }

    /// <summary>Forgets requests and counters.</summary>
    public void Clear()
    {
        lock (gate)
        {
            Array.Clear(ring);
            Array.Clear(byOperation);
            byKey.Clear();
            distinctKeys = 0;
            Interlocked.Exchange(ref written, 0);
            Interlocked.Exchange(ref internalErrors, 0);
            LastInternalError = null;
        }
    }

    internal void Begin() => Interlocked.Increment(ref underWay);

    internal void End() => Interlocked.Decrement(ref underWay);

    internal void Add(LoggedRequest request)
    {
        Interlocked.Increment(ref byOperation[(int)request.Operation]);
        var identity = (request.Operation, request.Bucket, request.Key, request.PartNumber);
        if (Find(identity) is { } tally)
        {
            Interlocked.Increment(ref tally.Requests);
            if (request.TookEffect) Interlocked.Increment(ref tally.Effects);
        }
        lock (gate)
        {
            ring[written % ring.Length] = request;
            Interlocked.Increment(ref written);
        }
    }

    internal void AddInternalError(Exception error)
    {
        Interlocked.Increment(ref internalErrors);
        LastInternalError = error.ToString();
    }

    // ConcurrentDictionary.Count takes every lock of the table, so new keys are counted on the side.
    private Tally? Find((Operation, string, string, int) identity)
    {
        if (byKey.TryGetValue(identity, out var known)) return known;
        if (Volatile.Read(ref distinctKeys) >= countedKeys) return null;
        Interlocked.Increment(ref distinctKeys);
        return byKey.GetOrAdd(identity, static _ => new Tally());
    }

    private long Sum(Operation operation, string? bucket, string? key, int? partNumber, Func<Tally, long> count)
    {
        if (bucket is not null && key is not null && partNumber is { } part)
            return byKey.TryGetValue((operation, bucket, key, part), out var tally) ? count(tally) : 0;
        long sum = 0;
        foreach (var (identity, tally) in byKey)
        {
            if (identity.Item1 == operation && (bucket is null || identity.Bucket == bucket) && (key is null || identity.Key == key)
                && (partNumber is null || identity.Part == partNumber))
                sum += count(tally);
        }
        return sum;
    }

    private sealed class Tally
    {
        public long Requests;
        public long Effects;
    }
}
