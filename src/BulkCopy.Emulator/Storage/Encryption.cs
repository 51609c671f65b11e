namespace BulkCopy.Emulator.Storage;

/// <summary>Server-side encryption of an object as the headers told it; nothing is really encrypted.</summary>
internal sealed record Encryption
{
    /// <summary>AES256, cos/kms, aws:kms, KMS, SM4…; null with a customer key.</summary>
    public string? Algorithm { get; init; }

    public string? KmsKeyId { get; init; }

    /// <summary>OSS: the data algorithm below KMS (SM4).</summary>
    public string? DataAlgorithm { get; init; }

    /// <summary>Base64 MD5 of the customer's key; null without one.</summary>
    public string? CustomerKeyMd5 { get; init; }

    public bool HasCustomerKey => CustomerKeyMd5 is not null;

    /// <summary>Whether the ETag still is the MD5 of the content.</summary>
    public bool KeepsMd5ETag => !HasCustomerKey && Algorithm is null or "AES256";
}
