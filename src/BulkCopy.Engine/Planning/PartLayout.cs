using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Planning;

/// <summary>How an object is cut into parts: all of <see cref="PartSizeBytes"/> but the last.</summary>
/// <param name="ObjectBytes">Size of the object, at least 1.</param>
/// <param name="PartSizeBytes">Size of all parts but the last.</param>
public readonly record struct PartLayout(long ObjectBytes, long PartSizeBytes)
{
    private const long Mebibyte = 1 << 20;

    /// <summary>Number of parts.</summary>
    public int Count => checked((int)((ObjectBytes + PartSizeBytes - 1) / PartSizeBytes));

    /// <summary>The bytes of a part.</summary>
    /// <param name="partNumber">1 to <see cref="Count"/>.</param>
    public ByteRange Range(int partNumber)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partNumber, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(partNumber, Count);
        var first = (partNumber - 1) * PartSizeBytes;
        return new ByteRange(first, Math.Min(first + PartSizeBytes, ObjectBytes) - 1);
    }

    /// <summary>The layout nearest to the preferred part size that the store accepts: whole mebibytes, no smaller than its minimum,
    /// large enough for its maximum number of parts. <c>null</c> if the object is too large for any layout.</summary>
    public static PartLayout? For(long objectBytes, long preferredPartBytes, StoreLimits limits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(objectBytes, 1);
        if (objectBytes > limits.ObjectBytes) return null;
        var needed = (objectBytes + limits.MaxParts - 1) / limits.MaxParts;
        var size = Math.Clamp(preferredPartBytes, limits.MinPartBytes, limits.MaxPartBytes);
        if (size < needed) size = Math.Min((needed + Mebibyte - 1) / Mebibyte * Mebibyte, limits.MaxPartBytes);
        var layout = new PartLayout(objectBytes, size);
        return size >= needed ? layout : null;
    }

    /// <summary>The layout that a multipart source was made with, so that the copy's ETag comes out the same; <c>null</c> if it is not uniform or not allowed here.</summary>
    /// <param name="objectBytes">Size of the source.</param>
    /// <param name="sourcePartBytes">Size of its first part.</param>
    /// <param name="sourceParts">Number of its parts.</param>
    /// <param name="limits">Limits of the destination.</param>
    public static PartLayout? Replaying(long objectBytes, long sourcePartBytes, int sourceParts, StoreLimits limits)
    {
        if (objectBytes < 1 || sourcePartBytes < 1 || sourcePartBytes > limits.MaxPartBytes || sourceParts > limits.MaxParts) return null;
        if (sourceParts > 1 && sourcePartBytes < limits.MinPartBytes) return null;
        var layout = new PartLayout(objectBytes, sourcePartBytes);
        return (objectBytes + sourcePartBytes - 1) / sourcePartBytes == sourceParts ? layout : null;
    }
}
