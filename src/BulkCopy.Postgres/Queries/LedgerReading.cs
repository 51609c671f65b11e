using BulkCopy.Engine.Jobs;

namespace BulkCopy.Postgres.Queries;

/// <summary>The ledger as it was measured at one moment.</summary>
public sealed record LedgerReading
{
    /// <summary>Workers whose lease lasts.</summary>
    public required long LiveWorkers { get; init; }
    /// <summary>Workers that fell silent within the last hour without stopping in order.</summary>
    public required long ExpiredWorkers { get; init; }
    /// <summary>Time until the first lease ends unless it is renewed.</summary>
    public required TimeSpan SoonestLeaseEnd { get; init; }
    /// <summary>Multipart uploads that are not closed; counted up to 10,000.</summary>
    public required long OpenUploads { get; init; }
    /// <summary>Of these, uploads that wait to be aborted.</summary>
    public required long OrphanUploads { get; init; }
    /// <summary>Size of the parts that uploads hold which wait to be aborted, bytes, at most.</summary>
    public required long LeakedBytes { get; init; }
    /// <summary>Totals of all runs that ever were; failures only of those that have not been dropped.</summary>
    public required RunTotals Totals { get; init; }
    /// <summary>The queues of unfinished runs.</summary>
    public IReadOnlyList<QueueReading> Queues { get; init; } = [];
}

/// <summary>The queue of one run.</summary>
/// <param name="Run">The run.</param>
/// <param name="State">Its state.</param>
/// <param name="Ready">Segments that can be claimed now or later, counted up to 10,000.</param>
/// <param name="Leased">Segments that workers hold, counted up to 10,000.</param>
/// <param name="OldestDue">How long the segment that is due for longest has been waiting.</param>
public sealed record QueueReading(RunId Run, string State, long Ready, long Leased, TimeSpan OldestDue);
