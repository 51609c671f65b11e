using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Relaying;
using BulkCopy.Engine.Throttling;
using BulkCopy.Engine.Tiering;
using BulkCopy.Engine.Workers;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Copying;

/// <summary>What all copies of one run share inside a worker.</summary>
internal sealed record RunContext
{
    public required Run Run { get; init; }
    /// <summary>The places that are copied from, by number.</summary>
    public required IReadOnlyList<RunSource> Sources { get; init; }
    /// <summary>Where the run's manifest is, if it has one in a bucket.</summary>
    public RunManifest? Manifest { get; init; }
    public required IObjectStore Destination { get; init; }
    public required FlowGate DestinationGate { get; init; }
    public required BucketVersioning DestinationVersioning { get; init; }
    public required RetrySchedule Retries { get; init; }
    public required LedgerAccess Ledger { get; init; }
    public required WorkerLease Lease { get; init; }
    public required TimeProvider Time { get; init; }

    /// <summary>Begin nothing more: requests that still wait for their turn are given up.</summary>
    public CancellationToken Stopping { get; init; }

    /// <summary>Memory that relays of this worker share.</summary>
    public required RelayMemory Relays { get; init; }

    /// <summary>The key that copies are encrypted with, if a customer's key is.</summary>
    public CustomerKey? DestinationKey { get; init; }

    /// <summary>The policy at work, in tiering runs.</summary>
    public TieringWork? Tiering { get; init; }

    public JobSpec Spec => Run.Spec;

    /// <summary>The store of the only source, of runs that have one (tiering). What is done about an entry asks <see cref="SourceOf"/>.</summary>
    public IObjectStore Source => Sources[0].Store;
    public FlowGate SourceGate => Sources[0].Gate;
    public string SourceBucket => Sources[0].Bucket;
    public string DestinationBucket => Run.Spec.Destination.Bucket;

    /// <summary>The place that an entry is copied from: its store, bucket and gate.</summary>
    public RunSource SourceOf(ManifestEntry entry) => Sources[entry.Source];

    /// <summary>How archived sources are restored, if they are.</summary>
    public RestorePolicy? Restore => Tiering is null ? Run.Spec.Restore : Tiering.Policy.Restore;

    /// <summary>Whether copies take their source's place: it cannot be asked about any more.</summary>
    public bool CopiesOntoItself => Run.Spec.Source == Run.Spec.Destination;

    /// <summary>Whether all versions are copied, those of a key in their order.</summary>
    public bool CopiesHistories => Run.Spec.Versions == VersionScope.All;

    /// <summary>Encryption of the copies; <c>null</c> for the destination's default.</summary>
    public ServerSideEncryption? Encryption => Run.Spec.Copy.Encryption?.With(DestinationKey);

    /// <summary>The class that an entry's copy is given; <c>null</c> for the destination's default.</summary>
    public string? TargetClass(ManifestEntry entry) =>
        Tiering is not null ? Tiering.TargetClass(entry)
        : Spec.Copy.StorageClassMap.Count > 0 && Spec.Copy.StorageClassMap.TryGetValue(entry.StorageClass ?? SourceOf(entry).Store.Dialect.DefaultStorageClass, out var mapped) ? mapped
        : Spec.Copy.StorageClass;

    /// <summary>Waits, or until the run stops here.</summary>
    public Task PauseAsync(TimeSpan pause) => Task.Delay(pause, Time, Stopping).ContinueWith(static _ => { }, TaskScheduler.Default);

    /// <summary>A read of what is at the destination.</summary>
    public ReadObjectRequest DestinationRead(string key) => new() { Bucket = DestinationBucket, Key = key, CustomerKey = DestinationKey };

    /// <summary>Whether copies are refused whose source is not what was listed; otherwise the source is asked before and after.</summary>
    public bool CopyConditionsHold(ManifestEntry entry) => SourceOf(entry).Capabilities.CopyConditions ?? Destination.Dialect.EnforcesCopyConditions;

    /// <summary>The same of part copies; otherwise the source is asked again before an upload is completed.</summary>
    public bool PartConditionsHold(ManifestEntry entry) => SourceOf(entry).Capabilities.PartCopyConditions ?? Destination.Dialect.EnforcesCopyConditions;

    /// <summary>Whether copies have headers, metadata and tags of their source without being given them.</summary>
    public bool CopiesCarryAll(ManifestEntry entry) => SourceOf(entry).Capabilities is { CarriesMetadata: not false, CarriesTags: not false };

    /// <summary>Whether the destination's own guard against overwriting works here; otherwise it is asked by HEAD first.</summary>
    public bool GuardHolds => Sources.All(source => source.Capabilities.OverwriteGuard != false) && Destination.Dialect.OverwriteGuard switch
    {
        OverwriteGuard.Always => true,
        OverwriteGuard.VoidWhenVersioned => DestinationVersioning == BucketVersioning.Never,
        _ => false,
    };
}
