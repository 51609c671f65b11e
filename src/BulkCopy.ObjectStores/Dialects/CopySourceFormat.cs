namespace BulkCopy.ObjectStores.Dialects;

/// <summary>How a dialect writes the source of a copy.</summary>
internal enum CopySourceFormat
{
    /// <summary><c>host/key</c>, the host naming bucket and region, the key encoded (COS).</summary>
    HostAndKey,
    /// <summary><c>/bucket/key</c>, the key encoded (OSS, S3).</summary>
    BucketAndKey,
    /// <summary><c>/bucket/key</c> encoded as a whole, slashes too (BSC).</summary>
    WholeEncoded,
}
