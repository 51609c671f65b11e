namespace BulkCopy.ObjectStores;

/// <summary>The object that is copied.</summary>
/// <param name="Bucket">Source bucket; in COS with its <c>-APPID</c>.</param>
/// <param name="Key">Object key, decoded.</param>
/// <param name="VersionId">A version, or <c>null</c> for the current one.</param>
/// <param name="Region">Region of the source bucket (COS puts it into the copy source's host name); <c>null</c> for the store's own.</param>
public sealed record CopySource(string Bucket, string Key, string? VersionId = null, string? Region = null);
