using BulkCopy.Engine.Jobs;

namespace BulkCopy.Engine.Manifests.Reading;

/// <summary>Something that names objects of a run, and how far it was read. It is leased, and goes on where it was, as a key range of a listing does.</summary>
public sealed record ManifestPart
{
    /// <summary>What it is.</summary>
    public required ManifestPartKind Kind { get; init; }
    /// <summary>Its name, for people.</summary>
    public required string Name { get; init; }
    /// <summary>The object that holds it; the location's prefix is the whole key. <c>null</c>: it is in the ledger.</summary>
    public StoreLocation? At { get; init; }
    /// <summary>Number of a file that is in the ledger.</summary>
    public int File { get; init; }
    /// <summary>Names of its columns in their order; empty until the first row was looked at.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];
    /// <summary>Whether its keys are percent-encoded.</summary>
    public bool UrlEncoded { get; init; }
    /// <summary>What <c>+</c> stands for in percent-encoded keys.</summary>
    public PlusMeaning Plus { get; init; }
    /// <summary>Whether it is gzipped; <c>null</c> until it was looked at.</summary>
    public bool? IsGzipped { get; init; }
    /// <summary>ETag that the object must have; <c>null</c> until it was first read.</summary>
    public string? ETag { get; init; }
    /// <summary>MD5 of its bytes in hexadecimal, if an inventory's index tells; compared before its first row is used.</summary>
    public string? Md5 { get; init; }
    /// <summary>Rows read so far, a header included.</summary>
    public long Rows { get; init; }
    /// <summary>Bytes read so far, after decompression.</summary>
    public long Offset { get; init; }
    /// <summary>Last entry of an earlier run that was read.</summary>
    public long AfterEntry { get; init; }

    /// <summary>Where reading begins for a job whose manifest is in a bucket or an earlier run; <c>null</c> if it has none, or one of files.</summary>
    public static ManifestPart? FirstOf(JobSpec spec) => spec.Manifest switch
    {
        { Kind: ManifestKind.FailedOf, FailedOf: { } run } => new ManifestPart { Kind = ManifestPartKind.FailedEntries, Name = $"the failed objects of run {run}" },
        { Kind: ManifestKind.Inventory, At: { } at } manifest => new ManifestPart { Kind = ManifestPartKind.Index, Name = at.ToString(), At = at, ETag = manifest.ETag, Plus = manifest.Plus },
        { At: { } at } manifest => FileOf(manifest, at.ToString()) with { At = at, ETag = manifest.ETag },
        _ => null,
    };

    /// <summary>A manifest that is one CSV file.</summary>
    /// <param name="manifest">What was said about it.</param>
    /// <param name="name">Its name, for people.</param>
    public static ManifestPart FileOf(ManifestSource manifest, string name)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return new ManifestPart { Kind = ManifestPartKind.File, Name = name, Columns = manifest.Columns, UrlEncoded = manifest.UrlEncoded, Plus = manifest.Plus };
    }

    /// <summary>How its keys are encoded: what <c>+</c> stands for; <c>null</c> where they are plain.</summary>
    internal PlusMeaning? KeyEncoding => UrlEncoded ? Plus : null;
}

/// <summary>What names objects of a run.</summary>
public enum ManifestPartKind
{
    /// <summary>The index of an inventory, <c>manifest.json</c>: it names files.</summary>
    Index,
    /// <summary>A CSV file.</summary>
    File,
    /// <summary>Entries of an earlier run.</summary>
    FailedEntries,
}
