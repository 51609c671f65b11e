using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Planning;
using BulkCopy.Engine.Throttling;
using BulkCopy.Engine.Workers;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Copying;

/// <summary>What all copies of one run share inside a worker.</summary>
internal sealed record RunContext
{
    public required Run Run { get; init; }
    public required IObjectStore Source { get; init; }
    public required IObjectStore Destination { get; init; }
    public required FlowGate SourceGate { get; init; }
    public required FlowGate DestinationGate { get; init; }
    public required BucketVersioning DestinationVersioning { get; init; }
    public required WayPlanner Ways { get; init; }
    public required RetrySchedule Retries { get; init; }
    public required LedgerAccess Ledger { get; init; }
    public required WorkerLease Lease { get; init; }
    public required TimeProvider Time { get; init; }

    public JobSpec Spec => Run.Spec;
    public string SourceBucket => Run.Spec.Source.Bucket;
    public string DestinationBucket => Run.Spec.Destination.Bucket;

    /// <summary>Whether the destination's own guard against overwriting works here; otherwise it is asked by HEAD first.</summary>
    public bool GuardHolds => Destination.Dialect.OverwriteGuard switch
    {
        OverwriteGuard.Always => true,
        OverwriteGuard.VoidWhenVersioned => DestinationVersioning == BucketVersioning.Never,
        _ => false,
    };
}
