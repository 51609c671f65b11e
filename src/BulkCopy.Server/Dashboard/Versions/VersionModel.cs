using BulkCopy.Engine.Jobs;
using BulkCopy.ObjectStores;

namespace BulkCopy.Server.Dashboard.Versions;

/// <summary>Versions on both sides.</summary>
public sealed record VersionModel
{
    /// <summary>What was asked for, as it was written.</summary>
    public required VersionQuery Query { get; init; }
    public Run? Run { get; init; }
    public IReadOnlyList<KeyVersions> Keys { get; init; } = [];
    public bool IsMore { get; init; }
    /// <summary>Why a side could not be listed.</summary>
    public IReadOnlyList<string> Objections { get; init; } = [];
    public bool WasAsked { get; init; }
}

/// <summary>Which versions are wanted.</summary>
/// <param name="Run">A run: its places are compared, and its ledger says which version became which.</param>
/// <param name="Key">A key at the run's source, or its beginning.</param>
/// <param name="Source">STORE:BUCKET/KEY without a run.</param>
/// <param name="Destination">STORE:BUCKET/KEY without a run.</param>
public sealed record VersionQuery(int? Run, string? Key, string? Source, string? Destination);

/// <summary>The versions of one key on both sides, newest first.</summary>
public sealed record KeyVersions(string SourceKey, string DestinationKey, IReadOnlyList<VersionPair> Pairs)
{
    /// <summary>Versions of the source that the destination lacks.</summary>
    public int Gaps => Pairs.Count(pair => pair.Destination is null);
}

/// <summary>A version and its copy.</summary>
/// <param name="Source">The version; <c>null</c> if only the destination has it.</param>
/// <param name="Destination">Its copy; <c>null</c> if there is none.</param>
/// <param name="By">How they were found to belong together.</param>
public sealed record VersionPair(ListedObject? Source, ListedObject? Destination, string? By);
