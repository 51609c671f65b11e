using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Planning;
using BulkCopy.Engine.Probing;
using BulkCopy.Engine.Throttling;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Copying;

/// <summary>One of the places that a run copies from.</summary>
internal sealed record RunSource
{
    /// <summary>Its number in the job.</summary>
    public required short Number { get; init; }
    public required StoreLocation Location { get; init; }
    public required IObjectStore Store { get; init; }
    public required FlowGate Gate { get; init; }
    /// <summary>How its objects get to the destination.</summary>
    public required WayPlanner Ways { get; init; }

    /// <summary>What it and the destination were seen to do.</summary>
    public StoreCapabilities Capabilities { get; init; } = StoreCapabilities.Unknown;

    /// <summary>The key that its objects are encrypted with, if customers' keys are.</summary>
    public CustomerKey? Key { get; init; }

    public string Bucket => Location.Bucket;

    /// <summary>The entry as a copy's source.</summary>
    public CopySource Copying(ManifestEntry entry) => new(Bucket, entry.Key, entry.VersionId, Store.Region);

    /// <summary>Reads the entry, pinned to what was listed.</summary>
    public ReadObjectRequest Reading(ManifestEntry entry) => new() { Bucket = Bucket, Key = entry.Key, VersionId = entry.VersionId, IfMatch = entry.ETag, CustomerKey = Key };
}
