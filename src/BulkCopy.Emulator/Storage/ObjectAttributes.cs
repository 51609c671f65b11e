using System.Collections.Concurrent;

namespace BulkCopy.Emulator.Storage;

/// <summary>Everything about an object that is neither content nor version. Immutable and shared between copies.</summary>
internal sealed record ObjectAttributes
{
    private const int MostShared = 1000;
    private static readonly ConcurrentDictionary<string, ObjectAttributes> Shared = new(StringComparer.Ordinal);

    public static ObjectAttributes Empty { get; } = new();

    public string? ContentType { get; init; }

    public string? CacheControl { get; init; }

    public string? ContentDisposition { get; init; }

    public string? ContentEncoding { get; init; }

    public string? ContentLanguage { get; init; }

    public string? Expires { get; init; }

    public string? WebsiteRedirect { get; init; }

    /// <summary>User metadata: name behind the dialect's prefix, in lower case, and value.</summary>
    public KeyValuePair<string, string>[] Metadata { get; init; } = [];

    public KeyValuePair<string, string>[] Tags { get; init; } = [];

    /// <summary>Null: what the bucket says.</summary>
    public AccessList? Acl { get; init; }

    public Encryption? Encryption { get; init; }

    public RestoredCopy? Restore { get; init; }

    /// <summary>OSS: the key a symbolic link points at.</summary>
    public string? SymlinkTarget { get; init; }

    public bool IsAppendable { get; init; }

    /// <summary>S3: checksum name without prefix ("crc32") and its base64 value.</summary>
    public KeyValuePair<string, string>[] Checksums { get; init; } = [];

    /// <summary>S3: FULL_OBJECT or COMPOSITE.</summary>
    public string? ChecksumType { get; init; }

    /// <summary>The one instance for objects with nothing but a content type.</summary>
    public static ObjectAttributes OfType(string? contentType)
    {
        if (contentType is null) return Empty;
        if (Shared.TryGetValue(contentType, out var known)) return known;
        var attributes = new ObjectAttributes { ContentType = contentType };
        if (Shared.Count < MostShared) Shared.TryAdd(contentType, attributes);
        return attributes;
    }

    /// <summary>The metadata part of another object: what a copy with the COPY directive takes over.</summary>
    public ObjectAttributes MetadataOnly() => this with
    {
        Acl = null, Encryption = null, Restore = null, IsAppendable = false, Checksums = [], ChecksumType = null, Tags = [],
    };
}
