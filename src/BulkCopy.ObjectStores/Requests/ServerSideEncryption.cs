namespace BulkCopy.ObjectStores;

/// <summary>Encryption at rest of a new object.</summary>
public sealed record ServerSideEncryption
{
    /// <summary>Who holds the key.</summary>
    public required EncryptionMode Mode { get; init; }
    /// <summary>KMS key id; <c>null</c> for the account's default key. Only with <see cref="EncryptionMode.Kms"/>.</summary>
    public string? KmsKeyId { get; init; }
    /// <summary>KMS encryption context as JSON. Only with <see cref="EncryptionMode.Kms"/>.</summary>
    public string? KmsContext { get; init; }
    /// <summary>The algorithm where a dialect knows several (OSS <c>SM4</c>, S3 <c>aws:kms:dsse</c>); <c>null</c> for its standard one.</summary>
    public string? Algorithm { get; init; }
    /// <summary>The customer's key. Only with <see cref="EncryptionMode.Customer"/>.</summary>
    public CustomerKey? CustomerKey { get; init; }
}

/// <summary>Who holds the key of an encrypted object.</summary>
public enum EncryptionMode
{
    /// <summary>The store (SSE-COS, SSE-OSS, SSE-S3).</summary>
    StoreManaged,
    /// <summary>The provider's key management service.</summary>
    Kms,
    /// <summary>The customer, who sends it with each request (SSE-C; not in OSS).</summary>
    Customer,
}
