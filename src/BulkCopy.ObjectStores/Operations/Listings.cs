using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using BulkCopy.ObjectStores.Http;

namespace BulkCopy.ObjectStores.Operations;

/// <summary>Listings of objects and versions.</summary>
internal sealed class Listings(StoreContext context)
{
    private const int MaxPageBytes = 16 << 20;

    // After a common prefix, list-type=2 goes on behind every key below it: behind the greatest code point.
    private const string AfterAll = "\U0010FFFF";

    public Task<StoreResult<ObjectPage>> ListAsync(ListObjectsRequest list, CancellationToken cancellationToken)
    {
        const string operation = "ListObjects";
        if ((RequestLimits.Bucket(list.Bucket) ?? context.Limits.Page(list.MaxKeys)) is { } why) return context.Refuse<ObjectPage>(operation, list.Bucket, null, why);
        var isVersion2 = context.Wire.ListsVersion2;
        var request = Page(operation, list.Bucket, list.Prefix, list.Delimiter, list.MaxKeys);
        if (isVersion2) request.Parameter("list-type", "2");
        request.Parameter(isVersion2 ? "start-after" : "marker", list.StartAfter);
        return context.Caller.SendAsync(request, (StoreResponse response, [MaybeNullWhen(false)] out ObjectPage page) =>
            ListingPage.TryRead(response.Body, new ListingShape("ListBucketResult", context.Wire.KeyForm, context.Dialect.DefaultStorageClass, isVersion2 ? AfterAll : ""), out page)
            && IsAhead(page, list.StartAfter), cancellationToken);
    }

    public Task<StoreResult<ObjectPage>> ListVersionsAsync(ListVersionsRequest list, CancellationToken cancellationToken)
    {
        const string operation = "ListObjectVersions";
        if ((RequestLimits.Bucket(list.Bucket) ?? context.Limits.Page(list.MaxKeys)) is { } why) return context.Refuse<ObjectPage>(operation, list.Bucket, null, why);
        if (!context.Dialect.HasVersions) return context.Refuse<ObjectPage>(operation, list.Bucket, null, $"{context.Dialect.Name} has no versions");
        var request = Page(operation, list.Bucket, list.Prefix, list.Delimiter, list.MaxKeys);
        request.Flag("versions");
        request.Parameter("key-marker", list.KeyMarker);
        if (!string.IsNullOrEmpty(list.KeyMarker)) request.Parameter("version-id-marker", list.VersionIdMarker);
        return context.Caller.SendAsync(request, (StoreResponse response, [MaybeNullWhen(false)] out ObjectPage page) =>
            ListingPage.TryRead(response.Body, Versions, out page)
            && (page.NextKeyMarker is null || page.NextKeyMarker != list.KeyMarker || page.NextVersionIdMarker != list.VersionIdMarker), cancellationToken);
    }

    private ListingShape Versions => new("ListVersionsResult", context.Wire.KeyForm, context.Dialect.DefaultStorageClass, "") { MarkerForm = context.Wire.VersionMarkerForm };

    private StoreRequest Page(string operation, string bucket, string prefix, string? delimiter, int maxKeys)
    {
        var request = new StoreRequest(HttpMethod.Get, operation, RequestEffect.Read, context.Caller.Target(HttpMethod.Get, bucket, null)) { MaxAnswerBytes = MaxPageBytes };
        request.Parameter("prefix", prefix);
        request.Parameter("delimiter", delimiter);
        request.Parameter("max-keys", maxKeys.ToString(CultureInfo.InvariantCulture));
        if (context.Wire.KeyForm != Xml.KeyForm.Plain) request.Parameter("encoding-type", "url");
        return request;
    }

    /// <summary>A store that ignores the marker would be listed for ever.</summary>
    private static bool IsAhead(ObjectPage page, string? after) =>
        string.IsNullOrEmpty(after)
        || ((page.Objects.Count == 0 || KeyOrder.Compare(page.Objects[0].Key, after) > 0) && (page.NextKeyMarker is null || KeyOrder.Compare(page.NextKeyMarker, after) > 0));
}
