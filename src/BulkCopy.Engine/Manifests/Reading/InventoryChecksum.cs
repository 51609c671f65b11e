using System.Security.Cryptography;
using System.Text;
using BulkCopy.Engine.Jobs;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Manifests.Reading;

/// <summary>
/// The MD5 of an inventory's index, which S3, COS and OSS write beside it as <c>manifest.checksum</c>.
/// ("Locating your inventory list", Amazon S3 User Guide; "Inventory Overview", Tencent COS; "Bucket inventory", Alibaba OSS.)
/// </summary>
public static class InventoryChecksum
{
    private const string IndexName = "manifest.json";
    private const string Name = "manifest.checksum";
    private const int LargestBytes = 1024;

    /// <summary>Where it is; <c>null</c> if the index was given another name, so that what lies beside it speaks of another.</summary>
    /// <param name="index">The index: its key, or its path on a disk.</param>
    public static string? Beside(string index)
    {
        ArgumentNullException.ThrowIfNull(index);
        var name = index.AsSpan(index.AsSpan().LastIndexOfAny('/', '\\') + 1);
        return name is IndexName ? string.Concat(index.AsSpan(0, index.Length - IndexName.Length), Name) : null;
    }

    /// <summary>The same of an index in a bucket.</summary>
    /// <param name="index">The index; the prefix is its key.</param>
    public static StoreLocation? Beside(StoreLocation index)
    {
        ArgumentNullException.ThrowIfNull(index);
        return Beside(index.Prefix) is { } key ? index with { Prefix = key } : null;
    }

    /// <summary>Compares. One that is not there, or may not be looked for, says nothing.</summary>
    /// <param name="name">The index, for messages.</param>
    /// <param name="index">Its bytes.</param>
    /// <param name="checksum">What lies beside it.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="ManifestFormatException">It is the checksum of another index, or none.</exception>
    /// <exception cref="ObjectStoreException">Its store does not give it.</exception>
    public static async Task CompareAsync(string name, ReadOnlyMemory<byte> index, ManifestBytes checksum, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(checksum);
        try
        {
            await checksum.OpenAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ObjectStoreException refused) when (refused.Error.Code is StoreErrorCode.NoSuchKey or StoreErrorCode.AccessDenied)
        {
            return;
        }
        var text = new byte[Math.Min(checksum.Length, LargestBytes)];
        if (text.Length > 0) await checksum.ReadAsync(0, text, cancellationToken).ConfigureAwait(false);
        var expected = Read(Encoding.ASCII.GetString(text).Trim())
            ?? throw new ManifestFormatException($"{Name} beside {name} holds no MD5: the inventory is damaged, or still being written. Take another one; or, if the index is known to be right, copy it and its files to a place without {Name}.");
        var found = Convert.ToHexStringLower(MD5.HashData(index.Span));
        if (found != expected)
            throw new ManifestFormatException($"{name} has the MD5 {found}, and {Name} beside it says {expected}: one of them is damaged, or still being written. Take another inventory, or have both written again.");
    }

    private static string? Read(string text)
    {
        var bytes = new byte[MD5.HashSizeInBytes];
        if (text.Length == 2 * bytes.Length && text.All(char.IsAsciiHexDigit)) return text.ToLowerInvariant();
        return Convert.TryFromBase64String(text, bytes, out var count) && count == bytes.Length ? Convert.ToHexStringLower(bytes) : null;
    }
}
