namespace BulkCopy.ObjectStores;

/// <summary>A part that an open upload has.</summary>
public sealed record ListedPart(int PartNumber, string ETag, long Size, ulong? Crc64, DateTimeOffset? LastModified);

/// <summary>One page of the parts of an open upload.</summary>
/// <param name="Parts">Ascending.</param>
/// <param name="NextPartNumberMarker">Where the next page begins; <c>null</c> on the last page.</param>
public sealed record PartPage(IReadOnlyList<ListedPart> Parts, int? NextPartNumberMarker);

/// <summary>An open multipart upload.</summary>
public sealed record ListedUpload(string Key, string UploadId, DateTimeOffset? Initiated);

/// <summary>One page of open multipart uploads.</summary>
public sealed record UploadPage(IReadOnlyList<ListedUpload> Uploads, string? NextKeyMarker, string? NextUploadIdMarker);
