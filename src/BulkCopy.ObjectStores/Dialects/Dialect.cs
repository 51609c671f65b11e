using BulkCopy.ObjectStores.Dialects;
using BulkCopy.ObjectStores.Operations;

namespace BulkCopy.ObjectStores;

/// <summary>A provider's protocol as data. Code asks it, and never which provider it is.</summary>
public sealed record Dialect
{
    /// <summary>Short name as in configuration: <c>cos</c>, <c>oss</c>, <c>s3</c>, <c>bsc</c>, <c>ceph</c>, <c>minio</c>.</summary>
    public required string Name { get; init; }
    /// <summary>Stores of one family can copy between each other on the server side: <c>cos</c>, <c>oss</c>, <c>s3</c>.</summary>
    public required string Family { get; init; }
    /// <summary>Sizes and counts.</summary>
    public required StoreLimits Limits { get; init; }
    /// <summary>Whether a copy may cross regions.</summary>
    public required bool CopiesAcrossRegions { get; init; }
    /// <summary>Whether objects carry a whole-object CRC-64/XZ (COS, OSS).</summary>
    public required bool HasCrc64 { get; init; }
    /// <summary>Whether the ETag of a multipart object is the MD5 of its parts' MD5s, so that the same part layout gives the same ETag.</summary>
    public required bool MultipartETagFollowsParts { get; init; }
    /// <summary>How far a destination can be guarded against overwriting.</summary>
    public required OverwriteGuard OverwriteGuard { get; init; }
    /// <summary>The class that an object gets and a HEAD may omit.</summary>
    public required string DefaultStorageClass { get; init; }
    /// <summary>Whether buckets can keep versions.</summary>
    public required bool HasVersions { get; init; }
    /// <summary>Whether objects can have tags.</summary>
    public required bool HasTags { get; init; }
    /// <summary>Whether the source preconditions of a copy are enforced by the store. Where they are not, this client asks HEAD before the copy: the guard is then not atomic.</summary>
    public bool EnforcesCopyConditions { get; init; } = true;
    /// <summary>Whether a copy tells the version id that it made. Where it does not, ask HEAD.</summary>
    public bool CopyTellsVersionId { get; init; } = true;
    /// <summary>Whether part numbers of an upload must be 1, 2, 3 … without gaps (COS).</summary>
    public bool PartNumbersAreConsecutive { get; init; }
    /// <summary>Characters that a key cannot begin with.</summary>
    public string ForbiddenKeyStarts { get; init; } = "";
    /// <summary>Whether objects can be encrypted with a customer's key (SSE-C).</summary>
    public bool HasCustomerKeys { get; init; } = true;
    /// <summary>Whether an object under a customer's key can be copied on the server side.</summary>
    public bool CopiesFromCustomerKey { get; init; } = true;
    /// <summary>Canned ACLs of objects, in the dialect's spelling.</summary>
    public IReadOnlyList<string> CannedAcls { get; init; } = [];
    /// <summary>Algorithms by which the store encrypts with keys of its own; none where it does not.</summary>
    public IReadOnlyList<string> StoreManagedAlgorithms { get; init; } = [];
    /// <summary>Algorithms with keys of the provider's key management service; none where there is no such service.</summary>
    public IReadOnlyList<string> KmsAlgorithms { get; init; } = [];
    /// <summary>The storage classes and the transitions between them.</summary>
    public StorageClassRules StorageClasses { get; init; } = new() { Classes = [] };

    /// <summary>The wire spellings.</summary>
    internal DialectWire Wire { get => wire ?? throw new InvalidOperationException($"The dialect {Name} has no wire spellings; derive it from Dialect.Parse."); init => wire = value; }

    private readonly DialectWire? wire;

    /// <summary>All names that <see cref="Parse"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = ["cos", "oss", "s3", "bsc", "ceph", "minio"];

    /// <summary>The dialect of that name, in any letter case.</summary>
    /// <exception cref="ArgumentException">There is no such dialect; the message lists all.</exception>
    public static Dialect Parse(string name) =>
        Known().FirstOrDefault(dialect => dialect.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new ArgumentException($"There is no dialect '{name}'. Known are {string.Join(", ", Names)}.", nameof(name));

    /// <summary>Host of the provider's public service in a region, where a store names no endpoint of its own.</summary>
    public string HostIn(string region) => Wire.HostTemplate.Replace("{region}", region, StringComparison.Ordinal);

    /// <summary>Algorithms of a mode of encryption; with a customer's key there is one, <c>AES256</c>.</summary>
    public IReadOnlyList<string> EncryptionAlgorithms(EncryptionMode mode) => mode switch
    {
        EncryptionMode.StoreManaged => StoreManagedAlgorithms,
        EncryptionMode.Kms => KmsAlgorithms,
        _ => HasCustomerKeys ? ["AES256"] : [],
    };

    /// <summary>Why headers and metadata cannot be stored here, without the sentence's end; <c>null</c> if they can.</summary>
    public string? Refusal(ObjectHeaders headers) => new RequestLimits(this, Limits).Headers(headers);

    /// <summary>Why tags cannot be stored here, without the sentence's end; <c>null</c> if they can.</summary>
    public string? Refusal(IReadOnlyList<KeyValuePair<string, string>> tags) => new RequestLimits(this, Limits).Tags(tags);

    private static Dialect[] Known() => [CosDialect.Cos, OssDialect.Oss, S3Dialect.S3, S3Dialect.Bsc, S3Dialect.Ceph, S3Dialect.Minio];
}

/// <summary>How far a destination can be guarded against overwriting.</summary>
public enum OverwriteGuard
{
    /// <summary>Not at all.</summary>
    None,
    /// <summary>By a header that is void once the bucket has had versioning switched on (COS, OSS).</summary>
    VoidWhenVersioned,
    /// <summary>By <c>If-None-Match: *</c> in every bucket (S3).</summary>
    Always,
}
