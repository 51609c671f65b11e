namespace BulkCopy.Engine.Manifests.Reading;

/// <summary>A manifest's file on the disk of who makes a job.</summary>
/// <param name="Part">How it is read.</param>
/// <param name="Open">Opens it at its beginning.</param>
public sealed record ManifestFile(ManifestPart Part, Func<Stream> Open)
{
    /// <summary>Most bytes of all files of a job, as they lie on disk: they are written into the ledger. Larger manifests belong into a bucket.</summary>
    public const long MostBytes = 256L << 20;
}
