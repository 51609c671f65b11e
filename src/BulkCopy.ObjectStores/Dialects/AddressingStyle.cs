namespace BulkCopy.ObjectStores;

/// <summary>Where the bucket stands in a request.</summary>
public enum AddressingStyle
{
    /// <summary>In the host name: <c>bucket.host/key</c>.</summary>
    VirtualHost,
    /// <summary>In the path: <c>host/bucket/key</c>.</summary>
    Path,
}
