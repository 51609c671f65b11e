using BulkCopy.Engine.Throttling;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Copying;

/// <summary>Where the manifest of a run is read.</summary>
/// <param name="Store">The store.</param>
/// <param name="Gate">The gate of its bucket.</param>
internal sealed record RunManifest(IObjectStore Store, FlowGate Gate);
