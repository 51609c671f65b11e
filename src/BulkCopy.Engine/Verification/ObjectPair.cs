using BulkCopy.Engine.Copying;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Verification;

/// <summary>An object and its copy, each named as exactly as it is known.</summary>
internal sealed record ObjectPair
{
    /// <summary>The place of the source.</summary>
    public required RunSource From { get; init; }
    /// <summary>The source: its version, or pinned by the ETag that was listed.</summary>
    public required ReadObjectRequest Source { get; init; }

    /// <summary>The copy: its version if the store told one.</summary>
    public required ReadObjectRequest Copy { get; init; }

    /// <summary>Size of the source as it was listed, bytes.</summary>
    public required long Size { get; init; }

    /// <summary>ETag of the source as it was listed.</summary>
    public string? SourceETag { get; init; }

    /// <summary>ETag that the store told of the copy when it was made; <c>null</c> if any will do.</summary>
    public string? CopyETag { get; init; }

    /// <summary>CRC-64/XZ of the source, if it is known already.</summary>
    public ulong? SourceCrc64 { get; init; }

    /// <summary>Storage class that the copy must have; <c>null</c> if any will do.</summary>
    public string? StorageClass { get; init; }

    /// <summary>User metadata that the copy must have, given the source's; <c>null</c> if any will do.</summary>
    public Func<IReadOnlyList<KeyValuePair<string, string>>, IReadOnlyList<KeyValuePair<string, string>>>? Metadata { get; init; }

    /// <summary>Whether the copy took its source's place: it cannot be asked about any more.</summary>
    public bool SourceIsOverwritten { get; init; }
}
