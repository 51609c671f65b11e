namespace BulkCopy.Engine.Manifests.Reading;

/// <summary>A manifest on disk.</summary>
/// <param name="path">The file.</param>
public sealed class DiskBytes(string path) : ManifestBytes
{
    /// <inheritdoc/>
    public override Task OpenAsync(CancellationToken cancellationToken)
    {
        Length = new FileInfo(path).Length;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override async Task ReadAsync(long offset, Memory<byte> block, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        file.Seek(offset, SeekOrigin.Begin);
        await file.ReadExactlyAsync(block, cancellationToken).ConfigureAwait(false);
    }
}
