using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Versions;

namespace BulkCopy.Engine.Segments;

/// <summary>An entry of a leased segment that has no final outcome.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Attempts">Attempts that have an outcome.</param>
/// <param name="OutcomeUnknown">The newest attempt may have taken effect.</param>
public readonly record struct PendingEntry(ManifestEntry Entry, int Attempts, bool OutcomeUnknown)
{
    /// <summary>In a version history: what this version comes behind, as far as the worker knows it.</summary>
    public OlderVersion? Older { get; init; }
}
