using BulkCopy.Engine.Segments;

namespace BulkCopy.Postgres.Queries;

/// <summary>Which entries of a run are wanted. Everything that is set must hold.</summary>
public sealed record EntryFilter
{
    /// <summary>Result of the newest outcome.</summary>
    public OutcomeResult? Result { get; init; }
    /// <summary>Code of the newest outcome.</summary>
    public string? Code { get; init; }
    /// <summary>Beginning of the key. Entries then come in the order of their keys' segments, otherwise in that of their numbers.</summary>
    public string? KeyPrefix { get; init; }
}
