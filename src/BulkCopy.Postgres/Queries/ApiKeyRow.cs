namespace BulkCopy.Postgres.Queries;

/// <summary>An API key as the database holds it; the key itself is not there.</summary>
public sealed record ApiKeyRow
{
    /// <summary>Its number.</summary>
    public required int Id { get; init; }
    /// <summary>What it is for.</summary>
    public required string Name { get; init; }
    /// <summary>Role.</summary>
    public required string Role { get; init; }
    /// <summary>Parts of the API it may use; empty for all.</summary>
    public required IReadOnlyList<string> Areas { get; init; }
    /// <summary>Who made it.</summary>
    public required string CreatedBy { get; init; }
    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
    /// <summary>When it stops working.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
    /// <summary>When it was last used, to the minute.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }
    /// <summary>When it was revoked.</summary>
    public DateTimeOffset? RevokedAt { get; init; }
}
