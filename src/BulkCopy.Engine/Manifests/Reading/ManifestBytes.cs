namespace BulkCopy.Engine.Manifests.Reading;

/// <summary>The bytes of a manifest, wherever they are: on disk, in a bucket, in the ledger.</summary>
public abstract class ManifestBytes
{
    /// <summary>Length in bytes; after <see cref="OpenAsync"/>.</summary>
    public long Length { get; protected set; }

    /// <summary>ETag, of an object; after <see cref="OpenAsync"/>.</summary>
    public string? ETag { get; protected set; }

    /// <summary>Looks for it.</summary>
    /// <exception cref="ObjectStores.ObjectStoreException">The store does not give it.</exception>
    /// <exception cref="ManifestFormatException">It is another than it was.</exception>
    public abstract Task OpenAsync(CancellationToken cancellationToken);

    /// <summary>Fills <paramref name="block"/> with the bytes from <paramref name="offset"/> on, which must be there.</summary>
    public abstract Task ReadAsync(long offset, Memory<byte> block, CancellationToken cancellationToken);
}
