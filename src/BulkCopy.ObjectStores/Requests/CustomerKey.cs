namespace BulkCopy.ObjectStores;

/// <summary>A customer's AES-256 key (SSE-C). Never printed.</summary>
public sealed class CustomerKey
{
    /// <summary>Takes the raw key.</summary>
    /// <param name="key">Exactly 32 bytes.</param>
    public CustomerKey(ReadOnlySpan<byte> key)
    {
        if (key.Length != 32) throw new ArgumentException("A customer key has 32 bytes.", nameof(key));
        KeyBase64 = Convert.ToBase64String(key);
        KeyMd5Base64 = Convert.ToBase64String(System.Security.Cryptography.MD5.HashData(key));
    }

    /// <summary>The key as it is sent.</summary>
    public string KeyBase64 { get; }
    /// <summary>The digest of the key as it is sent.</summary>
    public string KeyMd5Base64 { get; }
    /// <summary>Shows the digest only.</summary>
    public override string ToString() => $"customer key {KeyMd5Base64}";
}
