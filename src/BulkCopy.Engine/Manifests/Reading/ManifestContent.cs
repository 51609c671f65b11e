using BulkCopy.Engine.Jobs;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Manifests.Reading;

/// <summary>A file of a manifest, to be read outside of a run.</summary>
/// <param name="Part">How it is read.</param>
/// <param name="Bytes">Its bytes.</param>
public sealed record ManifestContent(ManifestPart Part, ManifestBytes Bytes)
{
    private const int PageRows = 1000;

    /// <summary>The files of a manifest, wherever it is; of an inventory those that its index names.</summary>
    /// <param name="manifest">The manifest; not the failures of an earlier run.</param>
    /// <param name="files">Its files, if it is on a disk.</param>
    /// <param name="storeOf">The store of a name.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    /// <exception cref="ManifestFormatException">Its index cannot be understood.</exception>
    /// <exception cref="ObjectStoreException">Its store does not give it.</exception>
    public static Task<IReadOnlyList<ManifestContent>> OpenAsync(
        ManifestSource manifest, IReadOnlyList<ManifestFile> files, Func<string, IObjectStore> storeOf, CancellationToken cancellationToken) =>
        OpenAsync(manifest, files, storeOf, static (_, _) => { }, cancellationToken);

    /// <summary>The same; says which objects beside its files were asked for, and whether they were there.</summary>
    internal static async Task<IReadOnlyList<ManifestContent>> OpenAsync(
        ManifestSource manifest, IReadOnlyList<ManifestFile> files, Func<string, IObjectStore> storeOf, Action<StoreLocation, bool> asked, CancellationToken cancellationToken)
    {
        if (manifest.At is not { } at) return [.. files.Select(file => new ManifestContent(file.Part, new DiskBytes(file.Open)))];
        var store = storeOf(at.Store);
        var bytes = new BucketBytes(store, at, manifest.ETag);
        BucketBytes Beside(StoreLocation other) => new(store, other, null);
        if (manifest.Kind == ManifestKind.Inventory)
        {
            var checksum = InventoryChecksum.Beside(at) is { } sum ? Beside(sum) : null;
            var index = await InventoryIndex.ReadAsync(at.ToString(), bytes, checksum, cancellationToken).ConfigureAwait(false);
            asked(at, true);
            if (checksum is not null) asked(at, checksum.ETag is not null);
            return [.. index.PartsBeside(at, manifest.Plus).Select(part => new ManifestContent(part, Beside(part.At!)))];
        }
        return [new ManifestContent(ManifestPart.FileOf(manifest, at.ToString()) with { At = at }, bytes)];
    }

    /// <summary>Looks at a manifest in a bucket before a job is made of it: whether it is there, and not in a format that is not read. Its rows are looked at by the run.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="storeOf">The store of a name.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    /// <exception cref="ManifestFormatException">It cannot be used.</exception>
    /// <exception cref="ObjectStoreException">Its store does not give it.</exception>
    public static async Task CheckAsync(ManifestSource manifest, Func<string, IObjectStore> storeOf, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        if (manifest.At is null) return;
        var files = await OpenAsync(manifest, [], storeOf, cancellationToken).ConfigureAwait(false);
        if (manifest.Kind == ManifestKind.Inventory) return;
        var only = files[0];
        await only.Bytes.OpenAsync(cancellationToken).ConfigureAwait(false);
        var begin = new byte[Math.Min(only.Bytes.Length, BinaryInventory.MarkBytes)];
        if (begin.Length > 0) await only.Bytes.ReadAsync(0, begin, cancellationToken).ConfigureAwait(false);
        if (BinaryInventory.FormatOf(begin) is { } format) throw BinaryInventory.Refusal(only.Part.Name, format);
    }

    /// <summary>Its rows, page by page.</summary>
    /// <exception cref="ManifestFormatException">A row cannot be understood.</exception>
    /// <exception cref="ObjectStoreException">Its store does not give it.</exception>
    public async IAsyncEnumerable<IReadOnlyList<ManifestRow>> ReadAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var reader = await ManifestFileReader.OpenAsync(Part, Bytes, cancellationToken).ConfigureAwait(false);
        int count;
        do
        {
            var rows = await reader.ReadAsync(PageRows, cancellationToken).ConfigureAwait(false);
            count = rows.Count;
            if (count > 0) yield return rows;
        }
        while (count == PageRows);
    }
}
