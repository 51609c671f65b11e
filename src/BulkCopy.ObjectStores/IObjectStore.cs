namespace BulkCopy.ObjectStores;

/// <summary>
/// One store in one dialect. Every call returns its failure as a value; only cancellation throws.
/// A call whose answer was lost after its effect may have happened returns <see cref="StoreErrorCode.OutcomeUnknown"/> and is never repeated blindly.
/// </summary>
public interface IObjectStore
{
    /// <summary>The dialect, as data: limits, spellings, capabilities.</summary>
    Dialect Dialect { get; }

    /// <summary>The region this store works in.</summary>
    string Region { get; }

    /// <summary>Stores with the same one can copy between each other on the server side, as far as regions and permissions allow:
    /// the provider, or the host of an endpoint of one's own.</summary>
    string CopyDomain { get; }

    /// <summary>Copies an object inside the provider.</summary>
    Task<StoreResult<CopyResult>> CopyObjectAsync(CopyObjectRequest request, CancellationToken cancellationToken);

    /// <summary>Begins a multipart upload and returns its id. An unknown outcome may leave an upload that only a listing shows.</summary>
    Task<StoreResult<string>> CreateUploadAsync(CreateUploadRequest request, CancellationToken cancellationToken);

    /// <summary>Copies a range into a part; repeating it replaces the part.</summary>
    Task<StoreResult<PartResult>> UploadPartCopyAsync(UploadPartCopyRequest request, CancellationToken cancellationToken);

    /// <summary>Uploads a part; repeating it replaces the part.</summary>
    Task<StoreResult<PartResult>> UploadPartAsync(UploadPartRequest request, CancellationToken cancellationToken);

    /// <summary>Completes an upload. After an unknown outcome ask HEAD: the upload is gone if it succeeded.</summary>
    Task<StoreResult<WriteResult>> CompleteUploadAsync(CompleteUploadRequest request, CancellationToken cancellationToken);

    /// <summary>Aborts an upload; one that does not exist is a success.</summary>
    Task<StoreResult<Unit>> AbortUploadAsync(string bucket, string key, string uploadId, CancellationToken cancellationToken);

    /// <summary>Lists the parts of an open upload.</summary>
    Task<StoreResult<PartPage>> ListPartsAsync(string bucket, string key, string uploadId, int? afterPart, CancellationToken cancellationToken);

    /// <summary>Lists open uploads.</summary>
    Task<StoreResult<UploadPage>> ListUploadsAsync(string bucket, string prefix, string? keyMarker, string? uploadIdMarker, CancellationToken cancellationToken);

    /// <summary>Lists objects.</summary>
    Task<StoreResult<ObjectPage>> ListObjectsAsync(ListObjectsRequest request, CancellationToken cancellationToken);

    /// <summary>Lists versions and delete markers.</summary>
    Task<StoreResult<ObjectPage>> ListVersionsAsync(ListVersionsRequest request, CancellationToken cancellationToken);

    /// <summary>Reads what is known of an object, without its content.</summary>
    Task<StoreResult<ObjectProperties>> HeadObjectAsync(ReadObjectRequest request, CancellationToken cancellationToken);

    /// <summary>Opens an object for reading.</summary>
    Task<StoreResult<OpenObject>> GetObjectAsync(ReadObjectRequest request, CancellationToken cancellationToken);

    /// <summary>Uploads an object in one request.</summary>
    Task<StoreResult<WriteResult>> PutObjectAsync(PutObjectRequest request, CancellationToken cancellationToken);

    /// <summary>Deletes an object or a version; one that does not exist is a success.</summary>
    Task<StoreResult<DeleteResult>> DeleteObjectAsync(string bucket, string key, string? versionId, CancellationToken cancellationToken);

    /// <summary>Reads the tags of an object; none is an empty list.</summary>
    Task<StoreResult<IReadOnlyList<KeyValuePair<string, string>>>> GetTagsAsync(string bucket, string key, string? versionId, CancellationToken cancellationToken);

    /// <summary>Replaces the tags of an object.</summary>
    Task<StoreResult<Unit>> PutTagsAsync(string bucket, string key, string? versionId, IReadOnlyList<KeyValuePair<string, string>> tags, CancellationToken cancellationToken);

    /// <summary>Deletes up to 1000 objects or versions, and tells of each what became of it, in the order they were named.</summary>
    Task<StoreResult<IReadOnlyList<DeletedObject>>> DeleteObjectsAsync(string bucket, IReadOnlyList<ObjectVersionName> objects, CancellationToken cancellationToken);

    /// <summary>Reads the ACL of an object in the form in which it can be given to another.</summary>
    Task<StoreResult<AccessControl>> GetAclAsync(string bucket, string key, string? versionId, CancellationToken cancellationToken);

    /// <summary>Replaces the ACL of an object.</summary>
    Task<StoreResult<Unit>> PutAclAsync(string bucket, string key, string? versionId, AccessControl acl, CancellationToken cancellationToken);

    /// <summary>Asks for an archived object to be restored. HEAD tells how far it is.</summary>
    Task<StoreResult<RestoreOutcome>> RestoreObjectAsync(RestoreObjectRequest request, CancellationToken cancellationToken);

    /// <summary>Reads whether the bucket exists and may be used.</summary>
    Task<StoreResult<BucketProperties>> HeadBucketAsync(string bucket, CancellationToken cancellationToken);

    /// <summary>Creates a bucket.</summary>
    Task<StoreResult<Unit>> CreateBucketAsync(string bucket, CancellationToken cancellationToken);

    /// <summary>Reads the versioning of a bucket; a store without versions answers <see cref="BucketVersioning.Never"/>.</summary>
    Task<StoreResult<BucketVersioning>> GetVersioningAsync(string bucket, CancellationToken cancellationToken);

    /// <summary>Switches versioning on or off (it cannot return to <see cref="BucketVersioning.Never"/>).</summary>
    Task<StoreResult<Unit>> SetVersioningAsync(string bucket, BucketVersioning versioning, CancellationToken cancellationToken);
}
