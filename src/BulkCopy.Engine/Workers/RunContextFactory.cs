using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Planning;
using BulkCopy.Engine.Throttling;
using BulkCopy.Engine.Tiering;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Workers;

/// <summary>Prepares what the copies of a run share: stores, gates, the destination's versioning.</summary>
internal sealed class RunContextFactory(LedgerAccess ledger, IStoreDirectory stores, FlowExchange flow, TimeProvider time)
{
    /// <summary>The context, or why the run cannot work here.</summary>
    public async Task<(RunContext? Context, StoreError? Error)> CreateAsync(Run run, WorkerLease lease, CancellationToken cancellationToken)
    {
        var destination = stores.Find(run.Spec.Destination.Store);
        if (destination is null) return (null, NotHere(run.Spec.Destination));
        var sources = new List<RunSource>(1 + run.Spec.MoreSources.Count);
        foreach (var location in run.Spec.MoreSources.Prepend(run.Spec.Source))
        {
            if (stores.Find(location.Store) is not { } store) return (null, NotHere(location));
            sources.Add(new RunSource
            {
                Number = (short)sources.Count,
                Location = location,
                Store = store,
                Gate = await GateAsync(location, cancellationToken).ConfigureAwait(false),
                Ways = new WayPlanner(store, destination, run.Spec.Copy),
            });
        }

        var versioning = await destination.GetVersioningAsync(run.Spec.Destination.Bucket, cancellationToken).ConfigureAwait(false);
        if (!versioning.Succeeded && versioning.Error.Code is not (StoreErrorCode.NotSupported or StoreErrorCode.AccessDenied)) return (null, versioning.Error);
        return (new RunContext
        {
            Run = run,
            Sources = sources,
            Destination = destination,
            DestinationGate = await GateAsync(run.Spec.Destination, cancellationToken).ConfigureAwait(false),
            // Who may not ask is treated as if there were versions: the careful way.
            DestinationVersioning = versioning.Succeeded ? versioning.Value : BucketVersioning.Enabled,
            Retries = new RetrySchedule(run.Spec.Failures, Random.Shared),
            Ledger = ledger,
            Lease = lease,
            Time = time,
            Tiering = run.Spec.Tiering is { } tiering ? new TieringWork(tiering, run.Spec.Copy, sources[0].Store.Dialect, run.CreatedAt) : null,
        }, null);
    }

    private Task<FlowGate> GateAsync(StoreLocation location, CancellationToken cancellationToken) =>
        flow.OpenAsync(new FlowTarget(location.Store, location.Bucket), cancellationToken);

    private static StoreError NotHere(StoreLocation location) =>
        new() { Code = StoreErrorCode.RefusedLocally, Operation = "Open stores", Message = $"store '{location.Store}' is not configured on this worker" };
}
