using BulkCopy.Emulator.Dialects;
using Microsoft.AspNetCore.Http;

namespace BulkCopy.Emulator.Requests;

/// <summary>Tells the operation from method, target and headers.</summary>
internal static class OperationRouter
{
    private static readonly string[] ConfigurationNames =
    [
        "accelerate", "analytics", "cors", "encryption", "intelligent-tiering", "inventory", "lifecycle", "logging", "metrics",
        "notification", "object-lock", "ownershipControls", "policy", "policyStatus", "publicAccessBlock", "replication",
        "requestPayment", "tagging", "website", "referer", "domain", "origin",
    ];

    public static Operation Route(DialectProfile profile, string method, string? bucket, string? key, QueryParameters query, IHeaderDictionary headers) =>
        bucket is null ? (HttpMethods.IsGet(method) ? Operation.ListBuckets : Operation.Unknown)
        : key is null ? RouteBucket(profile, method, query)
        : HttpMethods.IsGet(method) ? RouteGet(profile, query)
        : HttpMethods.IsHead(method) ? Operation.HeadObject
        : HttpMethods.IsPut(method) ? RoutePut(profile, query, headers)
        : HttpMethods.IsPost(method) ? RoutePost(query)
        : HttpMethods.IsDelete(method) ? RouteDelete(query)
        : Operation.Unknown;

    private static Operation RouteBucket(DialectProfile profile, string method, QueryParameters query)
    {
        if (HttpMethods.IsHead(method)) return Operation.HeadBucket;
        if (HttpMethods.IsPost(method)) return query.Has("delete") ? Operation.DeleteObjects : Operation.PostObject;
        if (query.Items.Count > 0 && IsConfiguration(query)) return Operation.GetBucketConfiguration;
        if (HttpMethods.IsPut(method))
        {
            return query.Has("versioning") ? Operation.PutBucketVersioning
                : query.Has("acl") ? Operation.PutBucketAcl
                : Operation.CreateBucket;
        }
        if (HttpMethods.IsDelete(method)) return Operation.DeleteBucket;
        if (!HttpMethods.IsGet(method)) return Operation.Unknown;
        return query.Items.Count == 0 ? Operation.ListObjects
            : query.Has("versioning") ? Operation.GetBucketVersioning
            : query.Has("versions") ? Operation.ListObjectVersions
            : query.Has("uploads") ? Operation.ListMultipartUploads
            : query.Has("location") ? Operation.GetBucketLocation
            : query.Has("acl") ? Operation.GetBucketAcl
            : query.Has("bucketInfo") && profile.Dialect == EmulatorDialect.Oss ? Operation.GetBucketInfo
            : query.Find("list-type") == "2" && profile.ListsV2 ? Operation.ListObjectsV2
            : Operation.ListObjects;
    }

    private static Operation RouteGet(DialectProfile profile, QueryParameters query) =>
        query.Items.Count == 0 ? Operation.GetObject
        : query.Has("uploadId") ? Operation.ListParts
        : query.Has("tagging") ? Operation.GetObjectTagging
        : query.Has("acl") ? Operation.GetObjectAcl
        : query.Has("attributes") && profile.Dialect == EmulatorDialect.S3 ? Operation.GetObjectAttributes
        : query.Has("symlink") && profile.Dialect == EmulatorDialect.Oss ? Operation.GetSymlink
        : Operation.GetObject;

    private static Operation RoutePut(DialectProfile profile, QueryParameters query, IHeaderDictionary headers)
    {
        var copies = headers.ContainsKey(profile.Headers.CopySource);
        if (query.Items.Count == 0) return copies ? Operation.CopyObject : Operation.PutObject;
        if (query.Has("uploadId") || query.Has("partNumber")) return copies ? Operation.UploadPartCopy : Operation.UploadPart;
        if (query.Has("tagging")) return Operation.PutObjectTagging;
        if (query.Has("acl")) return Operation.PutObjectAcl;
        if (query.Has("symlink") && profile.Dialect == EmulatorDialect.Oss) return Operation.PutSymlink;
        return copies ? Operation.CopyObject : Operation.PutObject;
    }

    private static Operation RoutePost(QueryParameters query) =>
        query.Has("uploads") ? Operation.CreateMultipartUpload
        : query.Has("uploadId") ? Operation.CompleteMultipartUpload
        : query.Has("restore") ? Operation.RestoreObject
        : query.Has("append") ? Operation.AppendObject
        : Operation.Unknown;

    private static Operation RouteDelete(QueryParameters query) =>
        query.Has("uploadId") ? Operation.AbortMultipartUpload
        : query.Has("tagging") ? Operation.DeleteObjectTagging
        : Operation.DeleteObject;

    private static bool IsConfiguration(QueryParameters query)
    {
        foreach (var name in ConfigurationNames)
        {
            if (query.Has(name)) return true;
        }
        return false;
    }
}
