namespace BulkCopy.Emulator.Signatures;

/// <summary>OSS signs a resource that always names the bucket, however the request addressed it.</summary>
internal static class OssResource
{
    /// <summary>Writes <c>/</c>, <c>/bucket/</c> or <c>/bucket/key</c>, decoded.</summary>
    public static void Write(CanonicalWriter writer, ReadOnlySpan<char> path, string? virtualHostBucket)
    {
        if (virtualHostBucket is not null)
        {
            writer.Append((byte)'/');
            writer.Append(virtualHostBucket);
        }

        writer.AppendDecoded(path);
        bool bareBucket = virtualHostBucket is null && path.Length > 1 && path[1..].IndexOf('/') < 0;
        if (bareBucket)
            writer.Append((byte)'/');
    }
}
