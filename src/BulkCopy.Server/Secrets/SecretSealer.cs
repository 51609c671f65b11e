using System.Security.Cryptography;
using System.Text;

namespace BulkCopy.Server.Secrets;

/// <summary>Envelope encryption: AES-256-GCM with a fresh data key per secret, bound to what the secret belongs to.</summary>
internal sealed class SecretSealer(MasterKeys masterKeys)
{
    private const int KeyBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    /// <summary>Whether secrets can be sealed here.</summary>
    public bool CanSeal => masterKeys.CurrentId is not null;

    /// <summary>Which master key new secrets are sealed with.</summary>
    public string CurrentMasterKeyId => masterKeys.CurrentId
        ?? throw new SecretUnavailableException("There is no master key: set Server:Secrets:MasterKeyFrom to env:NAME or file:PATH with 32 bytes in base64.");

    /// <summary>Seals a secret for its owner: nothing sealed for another can be put in its place.</summary>
    public SealedSecret Seal(string owner, ReadOnlySpan<byte> secret)
    {
        var id = CurrentMasterKeyId;
        Span<byte> dataKey = stackalloc byte[KeyBytes];
        RandomNumberGenerator.Fill(dataKey);
        var content = Encrypt(dataKey, secret, $"secret of {owner}");
        var sealedKey = Encrypt(masterKeys.Find(id), dataKey, KeyPurpose(owner, id));
        CryptographicOperations.ZeroMemory(dataKey);
        return new SealedSecret(id, sealedKey, content);
    }

    /// <summary>Opens a secret.</summary>
    /// <exception cref="SecretUnavailableException">The master key is missing or wrong, or what is stored was altered.</exception>
    public byte[] Open(string owner, SealedSecret secret)
    {
        var dataKey = OpenKey(owner, secret);
        try
        {
            return Decrypt(dataKey, secret.Content, $"secret of {owner}", owner);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    /// <summary>Seals the same data key with the current master key; the secret itself is not opened.</summary>
    public SealedSecret Reseal(string owner, SealedSecret secret)
    {
        var id = CurrentMasterKeyId;
        var dataKey = OpenKey(owner, secret);
        try
        {
            return secret with { MasterKeyId = id, SealedKey = Encrypt(masterKeys.Find(id), dataKey, KeyPurpose(owner, id)) };
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    private byte[] OpenKey(string owner, SealedSecret secret) =>
        Decrypt(masterKeys.Find(secret.MasterKeyId), secret.SealedKey, KeyPurpose(owner, secret.MasterKeyId), owner);

    private static string KeyPurpose(string owner, string id) => $"data key of {owner} under {id}";

    private static byte[] Encrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> plain, string purpose)
    {
        var box = new byte[NonceBytes + TagBytes + plain.Length];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceBytes));
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(
            box.AsSpan(0, NonceBytes), plain, box.AsSpan(NonceBytes + TagBytes), box.AsSpan(NonceBytes, TagBytes), Encoding.UTF8.GetBytes(purpose));
        return box;
    }

    private static byte[] Decrypt(ReadOnlySpan<byte> key, byte[] box, string purpose, string owner)
    {
        try
        {
            var plain = new byte[Math.Max(0, box.Length - NonceBytes - TagBytes)];
            using var aes = new AesGcm(key, TagBytes);
            aes.Decrypt(
                box.AsSpan(0, NonceBytes), box.AsSpan(NonceBytes + TagBytes), box.AsSpan(NonceBytes, TagBytes), plain, Encoding.UTF8.GetBytes(purpose));
            return plain;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new SecretUnavailableException($"The secret of {owner} cannot be opened: what is stored was altered. Enter it again.");
        }
    }
}
