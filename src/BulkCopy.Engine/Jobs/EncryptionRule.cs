using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Jobs;

/// <summary>How copies are encrypted at rest. A customer's key stands here by its name only.</summary>
public sealed record EncryptionRule
{
    /// <summary>Who holds the key.</summary>
    public required EncryptionMode Mode { get; init; }
    /// <summary>KMS key id; <c>null</c> for the account's default key.</summary>
    public string? KmsKeyId { get; init; }
    /// <summary>The algorithm where a dialect knows several (<c>SM4</c>, <c>aws:kms:dsse</c>); <c>null</c> for its standard one.</summary>
    public string? Algorithm { get; init; }
    /// <summary>Name of the customer's key, as the destination's store configures it.</summary>
    public string? CustomerKey { get; init; }

    /// <summary>The same with the key itself.</summary>
    public ServerSideEncryption With(CustomerKey? key) => new() { Mode = Mode, KmsKeyId = KmsKeyId, Algorithm = Algorithm, CustomerKey = key };
}
