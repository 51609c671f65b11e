namespace BulkCopy.Postgres.Queries;

/// <summary>A form for uploading a manifest, and what came of it.</summary>
public sealed record ManifestUploadRow
{
    /// <summary>Its id; part of the address that the store redirects to.</summary>
    public required Guid Id { get; init; }
    /// <summary>Store.</summary>
    public required string Store { get; init; }
    /// <summary>Bucket.</summary>
    public required string Bucket { get; init; }
    /// <summary>What the key must begin with.</summary>
    public required string KeyPrefix { get; init; }
    /// <summary>Largest size, bytes.</summary>
    public required long MostBytes { get; init; }
    /// <summary>Who asked for it.</summary>
    public required string CreatedBy { get; init; }
    /// <summary>When the form stops working.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
    /// <summary>The manifest's key; <c>null</c> until it has been seen in the bucket.</summary>
    public string? Key { get; init; }
    /// <summary>Its ETag.</summary>
    public string? ETag { get; init; }
    /// <summary>Its size, bytes.</summary>
    public long? Size { get; init; }
    /// <summary>When it was seen.</summary>
    public DateTimeOffset? LandedAt { get; init; }
}
