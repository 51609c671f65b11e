using BulkCopy.Cli.Output;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests.Reading;

namespace BulkCopy.Cli.Arguments;

/// <summary>A manifest on this machine's disk. It is read to its end before a run is made of it, so that a broken one makes none.</summary>
internal static class LocalManifest
{
    /// <summary>The files of a job's manifest that is on this machine's disk; empty for any other job.</summary>
    /// <exception cref="RefusedException">They cannot be read.</exception>
    public static Task<IReadOnlyList<ManifestFile>> ReadAsync(JobSpec spec, CancellationToken cancellationToken) => ReadAsync(spec.Manifest, cancellationToken);

    /// <inheritdoc cref="ReadAsync(JobSpec, CancellationToken)"/>
    public static async Task<IReadOnlyList<ManifestFile>> ReadAsync(ManifestSource? source, CancellationToken cancellationToken)
    {
        if (source is not { File: { } path } manifest)
            return [];
        try
        {
            return await ReadAsync(path, manifest, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception broken) when (broken is ManifestFormatException or IOException or UnauthorizedAccessException)
        {
            throw new RefusedException($"The manifest cannot be used: {broken.Message}");
        }
    }

    /// <summary>Its files; of an inventory those that the index names.</summary>
    /// <exception cref="ManifestFormatException">One is not there, or cannot be understood.</exception>
    private static async Task<IReadOnlyList<ManifestFile>> ReadAsync(string path, ManifestSource manifest, CancellationToken cancellationToken)
    {
        var files = new List<(string Path, ManifestPart Part)>();
        if (manifest.Kind == ManifestKind.Inventory)
        {
            var checksum = InventoryChecksum.Beside(path) is { } beside && File.Exists(beside) ? new DiskBytes(() => File.OpenRead(beside)) : null;
            var index = await InventoryIndex.ReadAsync(path, new DiskBytes(() => File.OpenRead(path)), checksum, cancellationToken).ConfigureAwait(false);
            files.AddRange(index.Files.Select(file => (Find(path, file.Key), index.Part(file, manifest.Plus))));
        }
        else
            files.Add((path, ManifestPart.FileOf(manifest, Path.GetFileName(path))));
        var bytes = files.Sum(file => new FileInfo(file.Path).Length);
        if (bytes > ManifestFile.MostBytes)
            throw new ManifestFormatException($"it has {bytes} bytes, and the ledger takes at most {ManifestFile.MostBytes >> 20} MiB from a disk. Put it into a bucket and name it as STORE:BUCKET/KEY.");
        var opened = files.Select(file => new ManifestFile(file.Part, () => File.OpenRead(file.Path))).ToArray();
        foreach (var file in opened)
        {
            await foreach (var _ in new ManifestContent(file.Part, new DiskBytes(file.Open)).ReadAsync(cancellationToken).ConfigureAwait(false))
            {
            }
        }
        return opened;
    }

    /// <summary>Where a file of an inventory lies that was fetched from its bucket: at its key below one of the folders above the index, or beside the index, or in a folder data.</summary>
    private static string Find(string index, string key)
    {
        var name = key[(key.LastIndexOf('/') + 1)..];
        var folder = Path.GetDirectoryName(Path.GetFullPath(index))!;
        var places = new List<string> { Path.Combine(folder, name), Path.Combine(folder, "data", name), Path.Combine(folder, "..", "data", name) };
        // A key is somebody else's text: it may lead down from a folder, and nowhere else.
        for (var above = key.Split('/').Any(part => part is "" or "." or "..") ? null : folder; above is not null; above = Path.GetDirectoryName(above))
            places.Add(Path.Combine([above, .. key.Split('/')]));
        return places.Find(File.Exists)
            ?? throw new ManifestFormatException($"{index} names the file {key}, which is neither beside it nor in a folder data nor at its key: fetch it too.");
    }
}
