using System.Buffers;
using BulkCopy.Engine.Jobs;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Probing;

/// <summary>
/// Tries in a scratch prefix of the destination what stores really do, about 20 small requests, and removes what it made.
/// Objects of the source are only read. What a killed probe left behind is removed by one that begins an hour later: until then it may be another probe's that still runs.
/// </summary>
/// <param name="source">Source store.</param>
/// <param name="from">Place in it.</param>
/// <param name="destination">Destination store.</param>
/// <param name="to">Place in it; the scratch prefix lies within.</param>
/// <param name="time">Clock.</param>
public sealed class StoreProber(IObjectStore source, StoreLocation from, IObjectStore destination, StoreLocation to, TimeProvider time)
{
    /// <summary>Where scratch objects lie, within the destination's prefix.</summary>
    public const string ScratchFolder = ".bulkcopy-probe/";

    private const int ScratchNameLength = 32;
    private const string NoSuchETag = "00000000000000000000000000000000";
    private const int LargestForeignBytes = 1 << 20;

    private static readonly SearchValues<char> hexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>No probe takes so long.</summary>
    private static readonly TimeSpan leftBehindAfter = TimeSpan.FromHours(1);

    private static readonly ObjectHeaders headers = new() { ContentType = "text/x-bulkcopy-probe", CacheControl = "max-age=7", Metadata = [new("probe", "kept")] };
    private static readonly ObjectHeaders others = new() { ContentType = "text/x-bulkcopy-other", Metadata = [new("other", "given")] };

    private readonly string scratch = $"{to.Prefix}{ScratchFolder}{Guid.NewGuid():N}/";
    private readonly List<string> findings = [];
    private int requests;

    /// <summary>Tries everything. An error means that nothing could be tried, for instance because writing is not allowed.</summary>
    public async Task<StoreResult<StoreCapabilities>> ProbeAsync(CancellationToken cancellationToken)
    {
        await RemoveAsync($"{to.Prefix}{ScratchFolder}", time.GetUtcNow() - leftBehindAfter, withUploads: true, cancellationToken).ConfigureAwait(false);
        StoreResult<StoreCapabilities> found;
        try
        {
            found = await TryAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await RemoveAsync(scratch, DateTimeOffset.MaxValue, withUploads: false, CancellationToken.None).ConfigureAwait(false);
        }
        return found.Succeeded ? new(Described(found.Value) with { Requests = requests }) : found;
    }

    /// <summary>Whether a key is that of an object which some probe has written for itself, or left behind.</summary>
    public static bool IsScratch(string key)
    {
        var at = key.IndexOf(ScratchFolder, StringComparison.Ordinal);
        if (at < 0) return false;
        var name = key.AsSpan(at + ScratchFolder.Length);
        return name.Length > ScratchNameLength && name[ScratchNameLength] == '/' && !name[..ScratchNameLength].ContainsAnyExcept(hexDigits);
    }

    private async Task<StoreResult<StoreCapabilities>> TryAsync(CancellationToken cancellationToken)
    {
        var put = await Counted(destination.PutObjectAsync(Seed(), cancellationToken)).ConfigureAwait(false);
        if (!put.Succeeded) return new(put.Error);
        var versioning = await Counted(destination.GetVersioningAsync(to.Bucket, cancellationToken)).ConfigureAwait(false);
        var isVersioned = versioning is { Succeeded: true, Value: BucketVersioning.Enabled };
        var result = await CopiesAsync(put.Value, isVersioned, cancellationToken).ConfigureAwait(false);
        return new(result with
        {
            PartCopyConditions = await PartConditionsAsync(cancellationToken).ConfigureAwait(false),
            CopiesFromSource = await ForeignCopyAsync(cancellationToken).ConfigureAwait(false),
        });
    }

    private PutObjectRequest Seed() => new()
    {
        Bucket = to.Bucket,
        Key = scratch + "source",
        Content = new MemoryStream("What do you really do?"u8.ToArray()),
        Length = "What do you really do?"u8.Length,
        Headers = headers,
        Tags = destination.Dialect.HasTags ? [new("probe", "kept")] : [],
    };

    private async Task<StoreCapabilities> CopiesAsync(WriteResult put, bool isVersioned, CancellationToken cancellationToken)
    {
        var copied = await CopyAsync("copy", new CopyConditions { IfMatch = put.ETag }, cancellationToken).ConfigureAwait(false);
        var result = new StoreCapabilities { ProbedAt = time.GetUtcNow() };
        if (!copied.Succeeded)
        {
            findings.Add($"A copy within the destination failed: {copied.Error}");
            return result;
        }
        var kept = await Counted(destination.HeadObjectAsync(new ReadObjectRequest { Bucket = to.Bucket, Key = scratch + "copy" }, cancellationToken)).ConfigureAwait(false);
        bool? tagged = null;
        if (destination.Dialect.HasTags && await Counted(destination.GetTagsAsync(to.Bucket, scratch + "copy", null, cancellationToken)).ConfigureAwait(false) is { Succeeded: true } tags)
            tagged = tags.Value.Contains(new("probe", "kept"));
        // Of a dialect that is known to ignore something the client already makes up for it, which would look like the store.
        var conditions = destination.Dialect.EnforcesCopyConditions
            ? Refused(await CopyAsync("conditions", new CopyConditions { IfMatch = NoSuchETag }, cancellationToken).ConfigureAwait(false), StoreErrorCode.PreconditionFailed)
            : false;
        var guarded = destination.Dialect.OverwriteGuard != ObjectStores.OverwriteGuard.None
            ? Refused(await CopyAsync("copy", null, cancellationToken, forbidOverwrite: true).ConfigureAwait(false), StoreErrorCode.AlreadyExists)
            : false;
        var replaced = await CopyAsync("replaced", null, cancellationToken, replace: others).ConfigureAwait(false);
        var given = await Counted(destination.HeadObjectAsync(new ReadObjectRequest { Bucket = to.Bucket, Key = scratch + "replaced" }, cancellationToken)).ConfigureAwait(false);
        return result with
        {
            TellsVersionIds = isVersioned ? copied.Value.VersionId is not null : null,
            TellsCrc64 = destination.Dialect.HasCrc64 ? copied.Value.Crc64 is not null : null,
            CarriesMetadata = kept.Succeeded ? Has(kept.Value, headers) : null,
            CarriesTags = tagged,
            CopyConditions = conditions,
            OverwriteGuard = guarded,
            ReplacesMetadata = replaced.Succeeded && given.Succeeded ? Has(given.Value, others) && given.Value.Headers.Metadata.All(pair => pair.Key != "probe") : null,
        };
    }

    private async Task<bool?> PartConditionsAsync(CancellationToken cancellationToken)
    {
        if (!destination.Dialect.EnforcesCopyConditions) return false;
        var key = scratch + "parts";
        var upload = await Counted(destination.CreateUploadAsync(new CreateUploadRequest { Bucket = to.Bucket, Key = key }, cancellationToken)).ConfigureAwait(false);
        if (!upload.Succeeded) return null;
        var part = await Counted(destination.UploadPartCopyAsync(new UploadPartCopyRequest
        {
            Source = new CopySource(to.Bucket, scratch + "source", null, destination.Region),
            Bucket = to.Bucket,
            Key = key,
            UploadId = upload.Value,
            PartNumber = 1,
            Conditions = new CopyConditions { IfMatch = NoSuchETag },
        }, cancellationToken)).ConfigureAwait(false);
        await Counted(destination.AbortUploadAsync(to.Bucket, key, upload.Value, cancellationToken)).ConfigureAwait(false);
        return Refused(part, StoreErrorCode.PreconditionFailed);
    }

    /// <summary>Copies a small object of the source bucket, if there is one on its first page: other credentials, another region, another cluster show here.</summary>
    private async Task<bool?> ForeignCopyAsync(CancellationToken cancellationToken)
    {
        if (source.CopyDomain != destination.CopyDomain || (from.Store == to.Store && from.Bucket == to.Bucket)) return null;
        var page = await Counted(source.ListObjectsAsync(new ListObjectsRequest { Bucket = from.Bucket, Prefix = from.Prefix, MaxKeys = 50 }, cancellationToken)).ConfigureAwait(false);
        if (!page.Succeeded || page.Value.Objects.Where(found => found.Size is > 0 and <= LargestForeignBytes && !source.Dialect.StorageClasses.IsArchive(found.StorageClass))
            .MinBy(found => found.Size) is not { } sample) return null;
        var copied = await Counted(destination.CopyObjectAsync(new CopyObjectRequest
        {
            Source = new CopySource(from.Bucket, sample.Key, null, source.Region),
            Bucket = to.Bucket,
            Key = scratch + "foreign",
        }, cancellationToken)).ConfigureAwait(false);
        if (copied.Succeeded) return true;
        if (copied.Error.Code is not (StoreErrorCode.AccessDenied or StoreErrorCode.NotSupported or StoreErrorCode.WrongRegion or StoreErrorCode.NoSuchBucket
            or StoreErrorCode.NoSuchKey or StoreErrorCode.InvalidArgument or StoreErrorCode.InvalidRequest)) return null;
        findings.Add($"The destination cannot copy from the source's bucket ({copied.Error.Code}): objects are relayed through the worker.");
        return false;
    }

    private Task<StoreResult<CopyResult>> CopyAsync(string name, CopyConditions? conditions, CancellationToken cancellationToken, bool forbidOverwrite = false, ObjectHeaders? replace = null) =>
        Counted(destination.CopyObjectAsync(new CopyObjectRequest
        {
            Source = new CopySource(to.Bucket, scratch + "source", null, destination.Region),
            Bucket = to.Bucket,
            Key = scratch + name,
            Conditions = conditions,
            ForbidOverwrite = forbidOverwrite,
            ReplaceHeaders = replace,
        }, cancellationToken));

    private StoreCapabilities Described(StoreCapabilities found)
    {
        if (found.CopyConditions == false) findings.Add("Copies ignore conditions on their source: the source is asked before and after each copy.");
        if (found.PartCopyConditions == false) findings.Add("Part copies ignore conditions on their source: the source is asked again before an upload is completed.");
        if (found.CopyConditions is null) findings.Add("Whether copies keep to conditions on their source could not be told: the source is asked before and after each copy.");
        if (found.PartCopyConditions is null) findings.Add("Whether part copies keep to conditions on their source could not be told: the source is asked again before an upload is completed.");
        if (found.OverwriteGuard is null) findings.Add("Whether copies respect the guard against overwriting could not be told: the destination is asked first where overwriting is forbidden, which is not atomic.");
        if (found.TellsVersionIds == false) findings.Add("Copies do not tell their version: the destination is asked for it.");
        if (found.OverwriteGuard == false) findings.Add("Copies overwrite in spite of the guard: the destination is asked first where overwriting is forbidden, which is not atomic.");
        if (found.CarriesMetadata == false) findings.Add("Copies lose headers and metadata: they are read from the source and given to each copy.");
        if (found.CarriesTags == false) findings.Add("Copies lose tags: they are read from the source and given to each copy.");
        if (found.ReplacesMetadata == false) findings.Add("Copies do not take the headers and metadata they are given.");
        return found.Carefully() with { Findings = [.. findings] };
    }

    /// <summary>Removes scratch objects with all their versions, and uploads. What cannot be removed is left for the next probe.</summary>
    private async Task RemoveAsync(string prefix, DateTimeOffset before, bool withUploads, CancellationToken cancellationToken)
    {
        var listed = destination.Dialect.HasVersions
            ? await Counted(destination.ListVersionsAsync(new ListVersionsRequest { Bucket = to.Bucket, Prefix = prefix }, cancellationToken)).ConfigureAwait(false)
            : await Counted(destination.ListObjectsAsync(new ListObjectsRequest { Bucket = to.Bucket, Prefix = prefix }, cancellationToken)).ConfigureAwait(false);
        ObjectVersionName[] names = listed.Succeeded ? [.. listed.Value.Objects.Where(o => o.LastModified < before).Select(o => new ObjectVersionName(o.Key, string.IsNullOrEmpty(o.VersionId) ? null : o.VersionId))] : [];
        if (names.Length > 0) await Counted(destination.DeleteObjectsAsync(to.Bucket, names, cancellationToken)).ConfigureAwait(false);
        if (!withUploads) return;
        var uploads = await Counted(destination.ListUploadsAsync(to.Bucket, prefix, null, null, cancellationToken)).ConfigureAwait(false);
        foreach (var upload in uploads.Succeeded ? uploads.Value.Uploads : [])
            if (upload.Key.StartsWith(prefix, StringComparison.Ordinal) && upload.Initiated < before)
                await Counted(destination.AbortUploadAsync(to.Bucket, upload.Key, upload.UploadId, cancellationToken)).ConfigureAwait(false);
    }

    private Task<T> Counted<T>(Task<T> request)
    {
        requests++;
        return request;
    }

    private static bool? Refused<T>(StoreResult<T> result, StoreErrorCode expected) => result.Succeeded ? false : result.Error.Code == expected ? true : null;

    private static bool Has(ObjectProperties found, ObjectHeaders expected) =>
        found.Headers.ContentType == expected.ContentType
        && expected.Metadata.All(pair => found.Headers.Metadata.Any(other => other.Key.Equals(pair.Key, StringComparison.OrdinalIgnoreCase) && other.Value == pair.Value));
}
