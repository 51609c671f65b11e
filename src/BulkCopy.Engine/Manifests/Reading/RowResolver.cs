using System.Globalization;
using BulkCopy.Engine.Jobs;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Manifests.Reading;

/// <summary>Finds the source of a job that a row speaks of, and what must be asked about its object.</summary>
internal sealed class RowResolver
{
    private readonly StoreLocation[] places;
    private readonly bool needsClass;

    public RowResolver(JobSpec spec)
    {
        places = [.. spec.MoreSources.Prepend(spec.Source)];
        needsClass = spec.Selection.StorageClasses.Count + spec.Selection.NotStorageClasses.Count + spec.Copy.StorageClassMap.Count > 0 || spec.Restore is not null;
    }

    /// <summary>The object; <c>null</c> if the row is left out, with the reason in one word.</summary>
    /// <exception cref="ManifestFormatException">It speaks of none of the job's buckets.</exception>
    public NamedObject? Resolve(string file, ManifestRow row, out string? leftOut)
    {
        leftOut = row.IsDeleteMarker == true ? "delete-marker" : row.IsLatest == false ? "not-latest" : null;
        if (leftOut is not null) return null;
        var source = Array.FindIndex(places, place => IsMeant(place, row) && row.Key.StartsWith(place.Prefix, StringComparison.Ordinal));
        if (source < 0 && !Array.Exists(places, place => IsMeant(place, row)))
            throw Refused(file, row, $"names bucket '{row.Bucket}', which is no source of this job ({string.Join(", ", places.Select(place => place.Bucket))}): name it as a source too, or take the row out");
        if (row.Bucket is null && places.Length > 1) throw Refused(file, row, "names no bucket, and the job has several sources: add a column Bucket");
        leftOut = source < 0 ? "prefix" : null;
        if (leftOut is not null) return null;
        return new NamedObject(
            (short)source,
            new ListedObject
            {
                Key = row.Key, VersionId = row.VersionId, Size = row.Size ?? 0, ETag = row.ETag, LastModified = row.LastModified ?? DateTimeOffset.UnixEpoch, StorageClass = row.StorageClass,
            },
            row is { Size: not null, ETag: not null, LastModified: not null } && (row.StorageClass is not null || !needsClass),
            string.Create(CultureInfo.InvariantCulture, $"row {row.Number} of {file}"));
    }

    /// <summary>An object of an earlier run, to be asked for as it is now.</summary>
    /// <exception cref="ManifestFormatException">It was of none of the job's sources.</exception>
    public NamedObject Resolve(string file, StoreLocation from, ManifestEntry entry)
    {
        var source = Array.FindIndex(places, place => place.Store == from.Store && place.Bucket == from.Bucket && entry.Key.StartsWith(place.Prefix, StringComparison.Ordinal));
        if (source < 0)
            throw new ManifestFormatException($"'{entry.Key}' of {from.Store}:{from.Bucket}, one of {file}, lies in no source of this job ({string.Join(", ", places.Select(place => place.ToString()))}): name the same sources as that run.");
        return new NamedObject((short)source, new ListedObject { Key = entry.Key, VersionId = entry.VersionId, LastModified = DateTimeOffset.UnixEpoch }, IsComplete: false, file);
    }

    /// <summary>COS writes a bucket's name without the account that belongs to it.</summary>
    private static bool IsMeant(StoreLocation place, ManifestRow row) =>
        row.Bucket is null || place.Bucket == row.Bucket || (row.AppId is not null && place.Bucket == $"{row.Bucket}-{row.AppId}");

    private static ManifestFormatException Refused(string file, ManifestRow row, string what) => new(string.Create(CultureInfo.InvariantCulture, $"Row {row.Number} of {file} {what}."));
}
