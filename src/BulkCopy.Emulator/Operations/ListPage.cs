using BulkCopy.Emulator.Storage;

namespace BulkCopy.Emulator.Operations;

/// <summary>One line of a listing: an object, or a common prefix.</summary>
internal readonly record struct ListEntry(string Name, ObjectVersion? Version, bool IsLatest)
{
    public bool IsPrefix => Version is null;
}

/// <summary>One page of a listing, collected under the bucket's lock and written out after it.</summary>
internal sealed record ListPage(List<ListEntry> Entries, bool IsTruncated)
{
    public string LastName => Entries.Count == 0 ? "" : Entries[^1].Name;

    /// <summary>The current objects behind <paramref name="after"/>, keys with the delimiter behind the prefix rolled up.</summary>
    public static ListPage OfObjects(Bucket bucket, string prefix, string? delimiter, string after, int maximum)
    {
        var entries = new List<ListEntry>(Math.Min(maximum, 128));
        if (maximum == 0) return new ListPage(entries, false);
        var cursor = Start(bucket, prefix, delimiter, after);
        while (cursor.MoveNext())
        {
            if (!cursor.Key.StartsWith(prefix, StringComparison.Ordinal)) break;
            if (cursor.Value.IsDeleteMarker) continue;
            if (entries.Count == maximum) return new ListPage(entries, true);
            if (CommonPrefix(cursor.Key, prefix, delimiter) is { } common)
            {
                entries.Add(new ListEntry(common, null, true));
                cursor = bucket.Keys.Past(common);
            }
            else
            {
                entries.Add(new ListEntry(cursor.Key, cursor.Value, true));
            }
        }
        return new ListPage(entries, false);
    }

    /// <summary>All versions and delete markers, newest first within a key, behind a key or a version of it.</summary>
    public static ListPage OfVersions(Bucket bucket, string prefix, string? delimiter, string afterKey, VersionReference? afterVersion, int maximum)
    {
        var entries = new List<ListEntry>(Math.Min(maximum, 128));
        if (maximum == 0) return new ListPage(entries, false);
        if (afterVersion is { } reference)
        {
            for (var version = Behind(bucket, afterKey, reference); version is not null; version = version.Older)
            {
                if (entries.Count == maximum) return new ListPage(entries, true);
                entries.Add(new ListEntry(afterKey, version, false));
            }
        }
        var cursor = Start(bucket, prefix, delimiter, afterKey);
        while (cursor.MoveNext())
        {
            if (!cursor.Key.StartsWith(prefix, StringComparison.Ordinal)) break;
            if (CommonPrefix(cursor.Key, prefix, delimiter) is { } common)
            {
                if (entries.Count == maximum) return new ListPage(entries, true);
                entries.Add(new ListEntry(common, null, true));
                cursor = bucket.Keys.Past(common);
                continue;
            }
            for (var version = cursor.Value; version is not null; version = version.Older)
            {
                if (entries.Count == maximum) return new ListPage(entries, true);
                entries.Add(new ListEntry(cursor.Key, version, ReferenceEquals(version, cursor.Value)));
            }
        }
        return new ListPage(entries, false);
    }

    // By position, so that a page goes on where it should although the version of the marker was deleted meanwhile.
    private static ObjectVersion? Behind(Bucket bucket, string key, VersionReference reference)
    {
        if (reference.IsNull) return bucket.Find(key, reference)?.Older;
        var version = bucket.Newest(key);
        while (version is not null && version.Sequence >= reference.Sequence) version = version.Older;
        return version;
    }

    // A marker that is a common prefix itself means: that prefix was listed, go on behind everything in it.
    private static SortedKeys<ObjectVersion>.Cursor Start(Bucket bucket, string prefix, string? delimiter, string after)
    {
        if (after.Length == 0 || KeyOrder.Compare(after, prefix) < 0) return bucket.Keys.From(prefix);
        var isPrefix = delimiter is not null && after.Length > prefix.Length && after.StartsWith(prefix, StringComparison.Ordinal)
            && after.IndexOf(delimiter, prefix.Length, StringComparison.Ordinal) == after.Length - delimiter.Length;
        return isPrefix ? bucket.Keys.Past(after) : bucket.Keys.After(after);
    }

    private static string? CommonPrefix(string key, string prefix, string? delimiter)
    {
        if (delimiter is null) return null;
        var at = key.IndexOf(delimiter, prefix.Length, StringComparison.Ordinal);
        return at < 0 ? null : key[..(at + delimiter.Length)];
    }
}
