namespace BulkCopy.ObjectStores;

/// <summary>The four source preconditions of a copy. Unmet ones give <see cref="StoreErrorCode.PreconditionFailed"/> in every dialect (OSS answers 304 for two of them).</summary>
public sealed record CopyConditions
{
    /// <summary>Copy only if the source has this ETag (without quotes).</summary>
    public string? IfMatch { get; init; }
    /// <summary>Copy only if the source has another ETag (without quotes).</summary>
    public string? IfNoneMatch { get; init; }
    /// <summary>Copy only if the source was modified after this time (whole seconds).</summary>
    public DateTimeOffset? IfModifiedSince { get; init; }
    /// <summary>Copy only if the source was not modified after this time (whole seconds).</summary>
    public DateTimeOffset? IfUnmodifiedSince { get; init; }
}
