namespace BulkCopy.Engine.Manifests.Reading;

/// <summary>A manifest on disk.</summary>
/// <param name="open">Opens the file at its beginning.</param>
public sealed class DiskBytes(Func<Stream> open) : ManifestBytes
{
    /// <inheritdoc/>
    public override async Task OpenAsync(CancellationToken cancellationToken)
    {
        await using var file = open();
        Length = file.Length;
    }

    /// <inheritdoc/>
    public override async Task ReadAsync(long offset, Memory<byte> block, CancellationToken cancellationToken)
    {
        await using var file = open();
        file.Seek(offset, SeekOrigin.Begin);
        await file.ReadExactlyAsync(block, cancellationToken).ConfigureAwait(false);
    }
}
