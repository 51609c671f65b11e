namespace BulkCopy.ObjectStores;

/// <summary>A byte range, both ends inclusive and counted from 0.</summary>
public readonly record struct ByteRange(long First, long Last)
{
    /// <summary>Number of bytes.</summary>
    public long Length => Last - First + 1;
    /// <summary><c>bytes=first-last</c>.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"bytes={First}-{Last}");
}
