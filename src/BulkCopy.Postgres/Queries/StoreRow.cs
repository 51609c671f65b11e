namespace BulkCopy.Postgres.Queries;

/// <summary>A store that an operator entered, as the database holds it.</summary>
public sealed record StoreRow
{
    /// <summary>Name.</summary>
    public required string Name { get; init; }
    /// <summary>Everything but credentials, as JSON.</summary>
    public required string Settings { get; init; }
    /// <summary>Access key id, which is not a secret.</summary>
    public required string AccessKeyId { get; init; }
    /// <summary>Which master key seals <see cref="SealedKey"/>.</summary>
    public required string MasterKeyId { get; init; }
    /// <summary>The data key, sealed with the master key.</summary>
    public required byte[] SealedKey { get; init; }
    /// <summary>The secrets, sealed with the data key.</summary>
    public required byte[] SealedSecret { get; init; }
    /// <summary>Grows with every change.</summary>
    public int Revision { get; init; }
    /// <summary>When it was entered.</summary>
    public DateTimeOffset CreatedAt { get; init; }
    /// <summary>When it was last changed.</summary>
    public DateTimeOffset UpdatedAt { get; init; }
    /// <summary>Who changed it last.</summary>
    public required string UpdatedBy { get; init; }

    /// <summary>The name; nothing sealed.</summary>
    public override string ToString() => Name;
}
