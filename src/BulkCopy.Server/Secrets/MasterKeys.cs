using System.Security.Cryptography;
using BulkCopy.Server.Options;

namespace BulkCopy.Server.Secrets;

/// <summary>The master keys of this process: one that seals, and earlier ones that still open.</summary>
internal sealed class MasterKeys
{
    private const int KeyBytes = 32;
    private readonly Dictionary<string, byte[]> keys = new(StringComparer.Ordinal);

    public MasterKeys(SecretOptions options)
    {
        if (options.MasterKeyFrom is { } current)
            CurrentId = Add(current);
        foreach (var earlier in options.PreviousMasterKeysFrom)
            Add(earlier);
    }

    /// <summary>Which key seals; <c>null</c> if there is none.</summary>
    public string? CurrentId { get; }

    /// <summary>The key with this id.</summary>
    /// <exception cref="SecretUnavailableException">It is not configured.</exception>
    public byte[] Find(string id) => keys.TryGetValue(id, out var key)
        ? key
        : throw new SecretUnavailableException(
            $"A secret is sealed with master key {id}, which is not configured here. Name it in Server:Secrets:PreviousMasterKeysFrom.");

    private string Add(string from)
    {
        var reference = SecretReference.Parse(from) ?? throw new SecretUnavailableException("A master key is named by env:NAME or file:PATH.");
        var key = new byte[KeyBytes];
        if (!Convert.TryFromBase64String(reference.Resolve(), key, out var length) || length != KeyBytes)
            throw new SecretUnavailableException($"{reference} is no master key: it must hold 32 bytes in base64, as from 'openssl rand -base64 32'.");
        var id = Convert.ToHexStringLower(SHA256.HashData(key))[..12];
        keys[id] = key;
        return id;
    }
}
