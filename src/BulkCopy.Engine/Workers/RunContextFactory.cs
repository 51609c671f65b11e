using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Planning;
using BulkCopy.Engine.Probing;
using BulkCopy.Engine.Relaying;
using BulkCopy.Engine.Throttling;
using BulkCopy.Engine.Tiering;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Workers;

/// <summary>Prepares what the copies of a run share: stores, gates, the destination's versioning.</summary>
internal sealed class RunContextFactory(LedgerAccess ledger, IStoreDirectory stores, FlowExchange flow, RelayMemory relays, TimeProvider time)
{
    /// <summary>The context, or why the run cannot work here; neither while another worker finds out what the stores do.</summary>
    public async Task<(RunContext? Context, StoreError? Error)> CreateAsync(Run run, WorkerLease lease, CancellationToken cancellationToken)
    {
        var spec = run.Spec;
        var destination = stores.Find(spec.Destination.Store);
        if (destination is null) return (null, NotHere(spec.Destination));
        var manifest = spec.Manifest?.At is { } at ? stores.Find(at.Store) : null;
        if (manifest is null && spec.Manifest?.At is { } unknown) return (null, NotHere(unknown));
        if (MissingKey(spec) is { } missing) return (null, Refused(missing));
        var (sources, error) = await OpenSourcesAsync(run, destination, cancellationToken).ConfigureAwait(false);
        if (sources is null) return (null, error);

        var versioning = await destination.GetVersioningAsync(spec.Destination.Bucket, cancellationToken).ConfigureAwait(false);
        if (!versioning.Succeeded && versioning.Error.Code is not (StoreErrorCode.NotSupported or StoreErrorCode.AccessDenied)) return (null, versioning.Error);
        return (new RunContext
        {
            Run = run,
            Sources = sources,
            Manifest = manifest is null ? null : new RunManifest(manifest, await GateAsync(spec.Manifest!.At!, cancellationToken).ConfigureAwait(false)),
            Destination = destination,
            DestinationGate = await GateAsync(spec.Destination, cancellationToken).ConfigureAwait(false),
            // Who may not ask is treated as if there were versions: the careful way.
            DestinationVersioning = versioning.Succeeded ? versioning.Value : BucketVersioning.Enabled,
            Retries = new RetrySchedule(spec.Failures, Random.Shared),
            Ledger = ledger,
            Lease = lease,
            Time = time,
            Relays = relays,
            DestinationKey = spec.Copy.Encryption?.CustomerKey is { } key ? stores.FindCustomerKey(spec.Destination.Store, key) : null,
            Tiering = spec.Tiering is { } tiering ? new TieringWork(tiering, spec.Copy, sources[0].Store.Dialect, run.CreatedAt) : null,
        }, null);
    }

    private async Task<(List<RunSource>? Sources, StoreError? Error)> OpenSourcesAsync(Run run, IObjectStore destination, CancellationToken cancellationToken)
    {
        var spec = run.Spec;
        var sources = new List<RunSource>(1 + spec.MoreSources.Count);
        foreach (var location in spec.MoreSources.Prepend(spec.Source))
        {
            if (stores.Find(location.Store) is not { } store) return (null, NotHere(location));
            var probe = new RunProbe(ledger, time);
            if (await probe.FindAsync(run, location, store, destination, cancellationToken).ConfigureAwait(false) is not { } capabilities) return (null, null);
            sources.Add(new RunSource
            {
                Number = (short)sources.Count,
                Location = location,
                Store = store,
                Gate = await GateAsync(location, cancellationToken).ConfigureAwait(false),
                Ways = new WayPlanner(store, destination, spec.Copy, capabilities),
                Capabilities = capabilities,
                Key = spec.Copy.SourceCustomerKey is { } key ? stores.FindCustomerKey(location.Store, key) : null,
            });
        }
        return (sources, null);
    }

    private string? MissingKey(JobSpec spec)
    {
        IEnumerable<(string Store, string? Name)> needed =
            [(spec.Destination.Store, spec.Copy.Encryption?.CustomerKey), .. spec.MoreSources.Prepend(spec.Source).Select(source => (source.Store, spec.Copy.SourceCustomerKey))];
        return needed.Where(key => key.Name is not null && stores.FindCustomerKey(key.Store, key.Name) is null)
            .Select(key => $"customer key '{key.Name}' of store '{key.Store}' is not configured on this worker").FirstOrDefault();
    }

    private Task<FlowGate> GateAsync(StoreLocation location, CancellationToken cancellationToken) =>
        flow.OpenAsync(new FlowTarget(location.Store, location.Bucket), cancellationToken);

    private static StoreError NotHere(StoreLocation location) => Refused($"store '{location.Store}' is not configured on this worker");

    private static StoreError Refused(string message) => new() { Code = StoreErrorCode.RefusedLocally, Operation = "Open stores", Message = message };
}
