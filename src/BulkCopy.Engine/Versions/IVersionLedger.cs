using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Segments;

namespace BulkCopy.Engine.Versions;

/// <summary>Reads version histories from the manifest. Versions are listed newest first, so that an older version has a greater entry number.</summary>
public interface IVersionLedger
{
    /// <summary>Of the key of each named entry: that version and the newer ones that stand in the same segment, with their newest outcomes; in the order of the names.</summary>
    Task<IReadOnlyList<HistoryStretch>> ReadAsync(RunId run, IReadOnlyList<EntryId> from, CancellationToken cancellationToken);

    /// <summary>The versions of the same key that come next, newer than <paramref name="newest"/>; <c>null</c> if it is the newest of all.</summary>
    Task<HistoryStretch?> ReadNewerAsync(RunId run, ManifestEntry newest, CancellationToken cancellationToken);

    /// <summary>What the version comes behind: the nearest older one that is at the destination, failed, or is not finished. Those that were left out or are gone at the source do not count.</summary>
    Task<OlderVersion> FindOlderAsync(RunId run, ManifestEntry entry, CancellationToken cancellationToken);
}

/// <summary>A stretch of a key's version history.</summary>
/// <param name="From">The entry that was named.</param>
/// <param name="Versions">Oldest first.</param>
public sealed record HistoryStretch(EntryId From, IReadOnlyList<HistoryVersion> Versions);

/// <summary>A version and what became of it so far.</summary>
/// <param name="Entry">The version.</param>
/// <param name="Attempts">Attempts that have an outcome.</param>
/// <param name="Result">Result of the newest attempt; <c>null</c> if there was none.</param>
/// <param name="IsFinal">Whether the version is finished with it.</param>
/// <param name="Code">The outcome's code.</param>
/// <param name="DestinationVersionId">The version at the destination.</param>
public sealed record HistoryVersion(ManifestEntry Entry, int Attempts, OutcomeResult? Result, bool IsFinal, string? Code, string? DestinationVersionId)
{
    /// <summary>Whether the newest attempt may have taken effect.</summary>
    public bool OutcomeUnknown => !IsFinal && Code == nameof(ObjectStores.StoreErrorCode.OutcomeUnknown);
}

/// <summary>What a version comes behind.</summary>
/// <param name="IsFinal">Whether the older version is finished.</param>
/// <param name="Failed">Whether it failed, so that nothing may come behind it.</param>
/// <param name="SourceVersionId">Its version id at the source.</param>
/// <param name="DestinationVersionId">Its version id at the destination.</param>
public sealed record OlderVersion(bool IsFinal, bool Failed, string? SourceVersionId, string? DestinationVersionId)
{
    /// <summary>There is no older version: the history begins here.</summary>
    public static OlderVersion None { get; } = new(true, false, null, null);
}
