namespace BulkCopy.Engine.Probing;

/// <summary>What a pair of places was seen to do, when it was tried. <c>null</c>: not tried, or nothing depends on it; then the dialect's word stands.</summary>
public sealed record StoreCapabilities
{
    /// <summary>When it was tried, by the prober's clock.</summary>
    public required DateTimeOffset ProbedAt { get; init; }
    /// <summary>Requests that it took.</summary>
    public int Requests { get; init; }
    /// <summary>A copy whose source condition does not hold is refused.</summary>
    public bool? CopyConditions { get; init; }
    /// <summary>A part copy whose source condition does not hold is refused.</summary>
    public bool? PartCopyConditions { get; init; }
    /// <summary>A copy into a bucket with versions tells the version it made.</summary>
    public bool? TellsVersionIds { get; init; }
    /// <summary>A copy is refused where the destination exists and overwriting is forbidden.</summary>
    public bool? OverwriteGuard { get; init; }
    /// <summary>The answer to a copy tells its CRC-64.</summary>
    public bool? TellsCrc64 { get; init; }
    /// <summary>A copy has the source's headers and user metadata without being told to.</summary>
    public bool? CarriesMetadata { get; init; }
    /// <summary>A copy has the source's tags without being told to.</summary>
    public bool? CarriesTags { get; init; }
    /// <summary>A copy that is given headers and metadata has those and no others.</summary>
    public bool? ReplacesMetadata { get; init; }
    /// <summary>Objects of the source bucket can be copied into the destination on the server side.</summary>
    public bool? CopiesFromSource { get; init; }
    /// <summary>What is remarkable, a sentence each.</summary>
    public IReadOnlyList<string> Findings { get; init; } = [];

    /// <summary>Whether everything that copies rest upon could be told. If not, the result holds for the run that asked, and is not kept for others.</summary>
    public bool IsConclusive { get; init; } = true;

    /// <summary>Nothing tried.</summary>
    public static StoreCapabilities Unknown { get; } = new() { ProbedAt = DateTimeOffset.MinValue };

    /// <summary>How long results are trusted.</summary>
    public static TimeSpan FreshFor { get; } = TimeSpan.FromHours(24);

    /// <summary>What could not be told of conditions and guards is taken not to hold: to trust them wrongly would mix or overwrite objects.</summary>
    public StoreCapabilities Carefully() => this with
    {
        CopyConditions = CopyConditions ?? false,
        PartCopyConditions = PartCopyConditions ?? false,
        OverwriteGuard = OverwriteGuard ?? false,
        IsConclusive = CopyConditions is not null && PartCopyConditions is not null && OverwriteGuard is not null,
    };
}
