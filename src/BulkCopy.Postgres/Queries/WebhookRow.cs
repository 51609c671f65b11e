namespace BulkCopy.Postgres.Queries;

/// <summary>An address that is told of changes of state. Its secret is sealed.</summary>
public sealed record WebhookRow
{
    /// <summary>Its number; 0 before it is written down.</summary>
    public int Id { get; init; }
    /// <summary>Name, unique.</summary>
    public required string Name { get; init; }
    /// <summary>The address.</summary>
    public required string Url { get; init; }
    /// <summary>States that are told; empty for all.</summary>
    public required string[] States { get; init; }
    /// <summary>Whether nothing is told for now.</summary>
    public required bool Disabled { get; init; }
    /// <summary>Which master key seals the data key.</summary>
    public required string MasterKeyId { get; init; }
    /// <summary>The data key, sealed.</summary>
    public required byte[] SealedKey { get; init; }
    /// <summary>The secret, sealed with the data key.</summary>
    public required byte[] SealedSecret { get; init; }
    /// <summary>Grows with every change.</summary>
    public int Revision { get; init; }
    /// <summary>When it was entered.</summary>
    public DateTimeOffset CreatedAt { get; init; }
    /// <summary>When it was changed.</summary>
    public DateTimeOffset UpdatedAt { get; init; }
    /// <summary>By whom.</summary>
    public required string UpdatedBy { get; init; }
}
