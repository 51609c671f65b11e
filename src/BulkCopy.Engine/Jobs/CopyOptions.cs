namespace BulkCopy.Engine.Jobs;

/// <summary>How objects are copied.</summary>
public sealed record CopyOptions
{
    /// <summary>Storage class of the copies; <c>null</c> for the destination's default.</summary>
    public string? StorageClass { get; init; }
    /// <summary>Storage classes of the copies by the class of their source; classes that are not named get <see cref="StorageClass"/>.</summary>
    public IReadOnlyDictionary<string, string> StorageClassMap { get; init; } = new Dictionary<string, string>();
    /// <summary>Leave objects alone that exist at the destination.</summary>
    public bool ForbidOverwrite { get; init; }
    /// <summary>Leave objects out that were modified after this moment; <c>null</c> for none. Judged by what was listed, which every copy is pinned to.</summary>
    public DateTimeOffset? IfUnmodifiedSince { get; init; }
    /// <summary>Objects of this size and above are copied in parts, bytes; <c>null</c> for the largest simple copy of the dialect, at most 1 GiB.
    /// Smaller is faster for a few large objects and costs more requests. Relays copy in parts from 64 MiB at the latest.</summary>
    public long? PartCopyThresholdBytes { get; init; }
    /// <summary>Preferred part size of server-side copies, bytes; enlarged where an object would have too many parts. Default 256 MiB.</summary>
    public long PartSizeBytes { get; init; } = 256L << 20;
    /// <summary>Preferred part size of relays, bytes, 1 to 64 MiB: so much memory a part takes while it passes through the worker. Default 16 MiB.</summary>
    public long RelayPartSizeBytes { get; init; } = 16L << 20;
    /// <summary>What becomes of headers and user metadata. Default: kept.</summary>
    public MetadataRule Metadata { get; init; } = new();
    /// <summary>What becomes of tags. Default: carried where the destination can hold them.</summary>
    public TagPolicy Tags { get; init; }
    /// <summary>What becomes of ACLs. Default: the destination's default.</summary>
    public AclPolicy Acl { get; init; }
    /// <summary>The canned ACL of <see cref="AclPolicy.Canned"/>, in the destination's spelling.</summary>
    public string? CannedAcl { get; init; }
    /// <summary>Encryption of the copies; <c>null</c> for the destination's default.</summary>
    public EncryptionRule? Encryption { get; init; }
    /// <summary>Name of the customer key that the sources are encrypted with, as the source's store configures it; <c>null</c> for none.</summary>
    public string? SourceCustomerKey { get; init; }
    /// <summary>What is done about a source that changes between being listed and being copied. Default: reported.</summary>
    public SourceChangePolicy OnSourceChange { get; init; }
    /// <summary>Whether what the stores really do is tried in a scratch prefix of the destination before the run begins, unless that was done lately.
    /// <c>null</c>: as whoever takes the declaration does it; the command line and the server try.</summary>
    public bool? Probe { get; init; }
}

/// <summary>What becomes of tags.</summary>
public enum TagPolicy
{
    /// <summary>Carried where they can be; what was left behind is noted in the outcome.</summary>
    BestEffort,
    /// <summary>Carried, or the entry fails.</summary>
    Required,
    /// <summary>Left behind.</summary>
    Drop,
}

/// <summary>What becomes of ACLs.</summary>
public enum AclPolicy
{
    /// <summary>The copy gets the destination's default.</summary>
    Default,
    /// <summary>The source's ACL is read and given to the copy; what the destination cannot express fails the entry.</summary>
    Keep,
    /// <summary>Every copy gets the same canned ACL.</summary>
    Canned,
}

/// <summary>What is done about a source that changes between being listed and being copied.</summary>
public enum SourceChangePolicy
{
    /// <summary>The entry ends as <c>SourceChanged</c>.</summary>
    Report,
    /// <summary>The source is looked at again, the entry planned anew, and the new object copied. A source that is gone is reported.</summary>
    Recopy,
}
