using System.Diagnostics.CodeAnalysis;
using BulkCopy.Emulator.Persistence;

namespace BulkCopy.Emulator.Storage;

/// <summary>
/// Keys and their versions. Every member that reads or changes keys is called with <see cref="Gate"/> held;
/// nothing slow happens under it (bodies are received before, answers written after).
/// </summary>
internal sealed class Bucket(string name, string region, string owner, DateTimeOffset created)
{
    private readonly SortedKeys<ObjectVersion> keys = new();
    private readonly Dictionary<string, MultipartUpload> uploads = new(StringComparer.Ordinal);
    private long sequence;

    public Lock Gate { get; } = new();

    public string Name { get; } = name;

    public string Region { get; } = region;

    public string Owner { get; } = owner;

    public DateTimeOffset Created { get; } = created;

    public Versioning Versioning { get; private set; }

    public required AccessList Acl { get; set; }

    /// <summary>COS: whether the bucket spans zones and takes the MAZ_ classes.</summary>
    public bool IsMultiZone { get; init; }

    /// <summary>OSS: class of objects that name none.</summary>
    public byte DefaultClass { get; init; }

    /// <summary>Told of every change before it is made; null in memory.</summary>
    public BucketJournal? Journal { get; set; }

    /// <summary>Set once the bucket was deleted, so that a racing writer fails instead of writing into the void.</summary>
    public bool IsDeleted { get; private set; }

    public int KeyCount => keys.Count;

    public IReadOnlyCollection<MultipartUpload> Uploads => uploads.Values;

    public SortedKeys<ObjectVersion> Keys => keys;

    public ObjectVersion? Newest(string key) => keys.Find(key);

    /// <summary>The newest version unless it is a delete marker.</summary>
    public ObjectVersion? Current(string key) => keys.Find(key) is { IsDeleteMarker: false } version ? version : null;

    public ObjectVersion? Find(string key, VersionReference reference)
    {
        var version = keys.Find(key);
        while (version is not null && !reference.Names(version)) version = version.Older;
        return version;
    }

    /// <summary>Makes <paramref name="version"/> the newest one of its key, by the rules of the bucket's versioning.</summary>
    public void Put(string key, ObjectVersion version)
    {
        version.Sequence = ++sequence;
        version.IsNull = Versioning != Versioning.Enabled;
        Journal?.Put(key, version);
        Insert(key, version);
    }

    private void Insert(string key, ObjectVersion version)
    {
        var newest = keys.Find(key);
        version.Older = version.IsNull ? Without(newest, static older => older.IsNull) : newest;
        keys.Set(key, version);
    }

    public void SetVersioning(Versioning versioning)
    {
        Journal?.VersioningSet(versioning);
        Versioning = versioning;
    }

    public void SetAcl(AccessList acl)
    {
        Journal?.AclSet(acl);
        Acl = acl;
    }

    /// <summary>Replaces tags, ACL or restore state of a version.</summary>
    public void SetAttributes(string key, ObjectVersion version, ObjectAttributes attributes)
    {
        Journal?.AttributesSet(key, version, attributes);
        version.Attributes = attributes;
    }

    /// <summary>Puts back a version read from disk; the caller goes from the oldest to the newest.</summary>
    public void Load(string key, ObjectVersion version)
    {
        sequence = Math.Max(sequence, version.Sequence);
        Insert(key, version);
    }

    public ObjectVersion? FindAt(string key, long position)
    {
        var version = keys.Find(key);
        while (version is not null && version.Sequence != position) version = version.Older;
        return version;
    }

    public void Remove(string key, ObjectVersion version)
    {
        Journal?.Removed(key, version);
        var newest = Without(keys.Find(key), other => ReferenceEquals(other, version));
        if (newest is null) keys.Remove(key);
        else keys.Set(key, newest);
    }

    public void RemoveAll(string key)
    {
        if (keys.Find(key) is null) return;
        Journal?.KeyRemoved(key);
        keys.Remove(key);
    }

    public void Add(MultipartUpload upload)
    {
        Journal?.UploadMade(upload);
        uploads.Add(upload.Id, upload);
    }

    public void SetPart(MultipartUpload upload, UploadedPart part)
    {
        Journal?.PartSet(upload, part);
        upload.Parts[part.Number] = part;
    }

    public bool TryFindUpload(string key, string id, [NotNullWhen(true)] out MultipartUpload? upload) =>
        uploads.TryGetValue(id, out upload) && upload.Key == key;

    public void Remove(MultipartUpload upload)
    {
        Journal?.UploadRemoved(upload);
        uploads.Remove(upload.Id);
    }

    public bool TryDelete()
    {
        if (keys.Count > 0) return false;
        Journal?.Deleted();
        IsDeleted = true;
        return true;
    }

    private static ObjectVersion? Without(ObjectVersion? newest, Func<ObjectVersion, bool> drop)
    {
        while (newest is not null && drop(newest)) newest = newest.Older;
        for (var version = newest; version?.Older is not null;)
        {
            if (drop(version.Older)) version.Older = version.Older.Older;
            else version = version.Older;
        }
        return newest;
    }
}

/// <summary>A version as a request names it: by its position, or "null".</summary>
internal readonly record struct VersionReference(long Sequence, bool IsNull)
{
    public bool Names(ObjectVersion version) => IsNull ? version.IsNull : !version.IsNull && version.Sequence == Sequence;
}
