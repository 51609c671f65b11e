namespace BulkCopy.ObjectStores;

/// <summary>Why a store operation did not succeed. Carries no credentials.</summary>
public sealed record StoreError
{
    /// <summary>What it means, in the closed set.</summary>
    public required StoreErrorCode Code { get; init; }
    /// <summary>The operation in the provider's words, for instance <c>PUT Object - Copy</c>.</summary>
    public required string Operation { get; init; }
    /// <summary>What the store said, or what went wrong on the way to it.</summary>
    public required string Message { get; init; }
    /// <summary>The provider's own code, for instance <c>SlowDown</c>; <c>null</c> when there was no answer.</summary>
    public string? ProviderCode { get; init; }
    /// <summary>HTTP status; 0 when there was no answer.</summary>
    public int Status { get; init; }
    /// <summary>The provider's request id, for its support.</summary>
    public string? RequestId { get; init; }
    /// <summary>How long the store asked to wait (Retry-After, <c>x-oss-qos-delay-time</c>).</summary>
    public TimeSpan? RetryAfter { get; init; }
    /// <summary>The endpoint that the store named instead (wrong region).</summary>
    public string? Endpoint { get; init; }
    /// <summary>Bucket and key the operation was about.</summary>
    public string? Resource { get; init; }

    /// <summary>One sentence: what was tried, on what, what came back.</summary>
    public override string ToString() =>
        $"{Operation}{(Resource is null ? "" : $" of {Resource}")} failed: {Code}{(ProviderCode is null ? "" : $" ({ProviderCode})")}"
        + $"{(Status == 0 ? "" : $", status {Status}")}: {Message}{(RequestId is null ? "" : $" [request {RequestId}]")}";
}
