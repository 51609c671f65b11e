namespace BulkCopy.ObjectStores;

/// <summary>What HEAD Bucket tells.</summary>
/// <param name="Region">The bucket's region, if told.</param>
/// <param name="MultiAz">Whether the bucket holds multi-AZ classes only (COS).</param>
public sealed record BucketProperties(string? Region, bool MultiAz);

/// <summary>Versioning of a bucket.</summary>
public enum BucketVersioning
{
    /// <summary>Never switched on.</summary>
    Never,
    /// <summary>Each write makes a version.</summary>
    Enabled,
    /// <summary>Was on; writes replace the version with id <c>null</c>.</summary>
    Suspended,
}
