namespace BulkCopy.Emulator.Storage;

/// <summary>One version of a key, newest first in a chain. Kept small: a million of them must fit.</summary>
internal sealed class ObjectVersion(ObjectContent content, ObjectAttributes attributes, string owner)
{
    private byte flags;

    public ObjectContent Content { get; } = content;

    /// <summary>Replaced as a whole under the bucket's lock (tags, ACL, restore).</summary>
    public ObjectAttributes Attributes { get; set; } = attributes;

    /// <summary>Account id of the writer.</summary>
    public string Owner { get; } = owner;

    public ObjectVersion? Older { get; set; }

    /// <summary>Position in the bucket's history; the version id is derived from it.</summary>
    public long Sequence { get; set; }

    public DateTimeOffset LastModified
    {
        get => new(modifiedTicks, TimeSpan.Zero);
        init => modifiedTicks = value.UtcTicks;
    }

    public EntityTag ETag { get; init; }

    /// <summary>Index into the dialect's storage classes.</summary>
    public byte StorageClass { get; init; }

    /// <summary>Written while versioning was off or suspended: its id is "null".</summary>
    public bool IsNull
    {
        get => (flags & 1) != 0;
        set => flags = (byte)(value ? flags | 1 : flags & ~1);
    }

    public bool IsDeleteMarker
    {
        get => (flags & 2) != 0;
        init => flags = (byte)(value ? flags | 2 : flags & ~2);
    }

    private readonly long modifiedTicks;

    public static ObjectVersion DeleteMarker(string owner, DateTimeOffset now) =>
        new(BytesContent.Empty, ObjectAttributes.Empty, owner) { IsDeleteMarker = true, LastModified = now };
}
