using BulkCopy.ObjectStores.Http;
using BulkCopy.ObjectStores.Operations;
using BulkCopy.ObjectStores.PostObjects;

namespace BulkCopy.ObjectStores;

/// <summary>
/// A store over HTTP in any dialect. Safe to share between threads; keep one per store, since it holds the connections, the
/// learned clock difference and the retry budget.
/// </summary>
public sealed class ObjectStoreClient : IObjectStore, IDisposable
{
    private readonly StoreCaller caller;
    private readonly Reads reads;
    private readonly Copies copies;
    private readonly Multipart multipart;
    private readonly UploadListings uploads;
    private readonly Listings listings;
    private readonly Writes writes;
    private readonly Tagging tagging;
    private readonly Buckets buckets;
    private readonly Deletions deletions;
    private readonly Acls acls;
    private readonly Restores restores;
    private readonly Links links;
    private readonly Forms forms;

    private ObjectStoreClient(ObjectStoreOptions options, HttpMessageInvoker http, TimeProvider time)
    {
        Options = options;
        caller = new StoreCaller(options, http, time);
        var context = new StoreContext(options, caller, time);
        reads = new Reads(context);
        tagging = new Tagging(context);
        copies = new Copies(context, reads, tagging);
        multipart = new Multipart(context, reads);
        uploads = new UploadListings(context);
        listings = new Listings(context);
        writes = new Writes(context);
        buckets = new Buckets(context);
        deletions = new Deletions(context, writes);
        acls = new Acls(context);
        restores = new Restores(context);
        links = new Links(context, writes);
        forms = new Forms(options, context);
    }

    /// <summary>The options it was made of; <see cref="ObjectStoreOptions.ToString"/> shows no secret.</summary>
    public ObjectStoreOptions Options { get; }

    /// <inheritdoc/>
    public Dialect Dialect => Options.Limits is null ? Options.Dialect : Options.Dialect with { Limits = Options.Limits };

    /// <inheritdoc/>
    public string Region => Options.Region;

    /// <inheritdoc/>
    public string CopyDomain => Options.Endpoint is { } endpoint ? $"{Dialect.Family} at {endpoint}" : Dialect.Name;

    /// <summary>Creates a client; it connects at its first request.</summary>
    /// <param name="options">What makes the store.</param>
    /// <param name="time">The clock of signatures, timeouts and waits.</param>
    /// <exception cref="ArgumentException">An option makes no sense; the message names it.</exception>
    public static ObjectStoreClient Create(ObjectStoreOptions options, TimeProvider time) => new(Checked(options), StoreHandler.Create(options), time);

    /// <summary>Creates a client on another transport, for tests that look at requests.</summary>
    internal static ObjectStoreClient Create(ObjectStoreOptions options, HttpMessageHandler handler, TimeProvider time) =>
        new(Checked(options), new HttpMessageInvoker(handler, disposeHandler: true), time);

    private static ObjectStoreOptions Checked(ObjectStoreOptions options)
    {
        if (options.MaxAttempts < 1) throw new ArgumentException($"Store {options.Name}: MaxAttempts is at least 1.", nameof(options));
        if (options.AttemptTimeout <= TimeSpan.Zero || options.CopyTimeout <= TimeSpan.Zero || options.TotalTimeout <= TimeSpan.Zero)
            throw new ArgumentException($"Store {options.Name}: timeouts are positive.", nameof(options));
        if (options.SignatureScheme is { } scheme && !options.Dialect.Wire.SignatureSchemes.Contains(scheme))
            throw new ArgumentException($"Store {options.Name}: {options.Dialect.Name} is not signed by {scheme}, but by {string.Join(" or ", options.Dialect.Wire.SignatureSchemes)}.", nameof(options));
        return options;
    }

    /// <inheritdoc/>
    public Task<StoreResult<CopyResult>> CopyObjectAsync(CopyObjectRequest request, CancellationToken cancellationToken) => copies.CopyAsync(request, cancellationToken);

    /// <inheritdoc/>
    public Task<StoreResult<string>> CreateUploadAsync(CreateUploadRequest request, CancellationToken cancellationToken) => multipart.CreateAsync(request, cancellationToken);

    /// <inheritdoc/>
    public Task<StoreResult<PartResult>> UploadPartCopyAsync(UploadPartCopyRequest request, CancellationToken cancellationToken) => multipart.CopyPartAsync(request, cancellationToken);

    /// <inheritdoc/>
    public Task<StoreResult<PartResult>> UploadPartAsync(UploadPartRequest request, CancellationToken cancellationToken) => multipart.UploadPartAsync(request, cancellationToken);

    /// <inheritdoc/>
    public Task<StoreResult<WriteResult>> CompleteUploadAsync(CompleteUploadRequest request, CancellationToken cancellationToken) => multipart.CompleteAsync(request, cancellationToken);

    /// <inheritdoc/>
    public Task<StoreResult<Unit>> AbortUploadAsync(string bucket, string key, string uploadId, CancellationToken cancellationToken) => multipart.AbortAsync(bucket, key, uploadId, cancellationToken);

    /// <inheritdoc/>
    public Task<StoreResult<PartPage>> ListPartsAsync(string bucket, string key, string uploadId, int? afterPart, CancellationToken cancellationToken) => uploads.ListPartsAsync(bucket, key, uploadId, afterPart, cancellationToken);

    /// <inheritdoc/>
    public Task<StoreResult<UploadPage>> ListUploadsAsync(string bucket, string prefix, string? keyMarker, string? uploadIdMarker, CancellationToken cancellationToken) => uploads.ListUploadsAsync(bucket, prefix, keyMarker, uploadIdMarker, cancellationToken);

    /// <inheritdoc/>
    public Task<StoreResult<ObjectPage>> ListObjectsAsync(ListObjectsRequest request, CancellationToken cancellationToken) => listings.ListAsync(request, cancellationToken);

    /// <inheritdoc/>
    public Task<StoreResult<ObjectPage>> ListVersionsAsync(ListVersionsRequest request, CancellationToken cancellationToken) => listings.ListVersionsAsync(request, cancellationToken);

    /// <inheritdoc/>
    public Task<StoreResult<ObjectProperties>> HeadObjectAsync(ReadObjectRequest request, CancellationToken cancellationToken) => reads.HeadAsync(request, cancellationToken);

    /// <inheritdoc/>
    public Task<StoreResult<OpenObject>> GetObjectAsync(ReadObjectRequest request, CancellationToken cancellationToken) => reads.GetAsync(request, cancellationToken);

    /// <inheritdoc/>
    public Task<StoreResult<WriteResult>> PutObjectAsync(PutObjectRequest request, CancellationToken cancellationToken) => writes.PutAsync(request, cancellationToken);

    /// <inheritdoc/>
    public Task<StoreResult<DeleteResult>> DeleteObjectAsync(string bucket, string key, string? versionId, CancellationToken cancellationToken) => writes.DeleteAsync(bucket, key, versionId, cancellationToken);

    /// <inheritdoc/>
    public Task<StoreResult<IReadOnlyList<KeyValuePair<string, string>>>> GetTagsAsync(string bucket, string key, string? versionId, CancellationToken cancellationToken) => tagging.GetAsync(bucket, key, versionId, cancellationToken);

    /// <inheritdoc/>
    public Task<StoreResult<Unit>> PutTagsAsync(string bucket, string key, string? versionId, IReadOnlyList<KeyValuePair<string, string>> tags, CancellationToken cancellationToken) => tagging.PutAsync(bucket, key, versionId, tags, cancellationToken);

    /// <inheritdoc/>
    public Task<StoreResult<IReadOnlyList<DeletedObject>>> DeleteObjectsAsync(string bucket, IReadOnlyList<ObjectVersionName> objects, CancellationToken cancellationToken) => deletions.DeleteAsync(bucket, objects, cancellationToken);

    /// <inheritdoc/>
    public Task<StoreResult<AccessControl>> GetAclAsync(string bucket, string key, string? versionId, CancellationToken cancellationToken) => acls.GetAsync(bucket, key, versionId, cancellationToken);

    /// <inheritdoc/>
    public Task<StoreResult<Unit>> PutAclAsync(string bucket, string key, string? versionId, AccessControl acl, CancellationToken cancellationToken) => acls.PutAsync(bucket, key, versionId, acl, cancellationToken);

    /// <inheritdoc/>
    public Task<StoreResult<RestoreOutcome>> RestoreObjectAsync(RestoreObjectRequest request, CancellationToken cancellationToken) => restores.RestoreAsync(request, cancellationToken);

    /// <summary>Makes a symbolic link (OSS).</summary>
    /// <param name="bucket">Bucket.</param>
    /// <param name="key">Key of the link.</param>
    /// <param name="target">Key in the same bucket that it stands for.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<StoreResult<WriteResult>> PutSymlinkAsync(string bucket, string key, string target, CancellationToken cancellationToken) => links.PutSymlinkAsync(bucket, key, target, cancellationToken);

    /// <summary>Reads the target of a symbolic link (OSS).</summary>
    public Task<StoreResult<string>> GetSymlinkAsync(string bucket, string key, string? versionId, CancellationToken cancellationToken) => links.GetSymlinkAsync(bucket, key, versionId, cancellationToken);

    /// <summary>Appends to an appendable object, or begins one (OSS, COS).</summary>
    public Task<StoreResult<AppendResult>> AppendObjectAsync(AppendObjectRequest request, CancellationToken cancellationToken) => links.AppendAsync(request, cancellationToken);

    /// <summary>Signs a URL that works without credentials for a time.</summary>
    /// <exception cref="ArgumentException">Bucket, key or time are not allowed.</exception>
    public Task<string> PresignAsync(PresignRequest request, CancellationToken cancellationToken) => forms.PresignAsync(request, cancellationToken);

    /// <summary>Signs a form that somebody else may post.</summary>
    public Task<PostForm> SignFormAsync(PostFormRequest form, CancellationToken cancellationToken) => forms.SignAsync(form, cancellationToken);

    /// <summary>Uploads an object as a form does.</summary>
    public Task<StoreResult<PostObjectResult>> PostObjectAsync(PostObjectRequest request, CancellationToken cancellationToken) => forms.PostAsync(request, cancellationToken);

    /// <summary>Lists the buckets of the account.</summary>
    public Task<StoreResult<IReadOnlyList<ListedBucket>>> ListBucketsAsync(CancellationToken cancellationToken) => buckets.ListAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<StoreResult<BucketProperties>> HeadBucketAsync(string bucket, CancellationToken cancellationToken) => buckets.HeadAsync(bucket, cancellationToken);

    /// <inheritdoc/>
    public Task<StoreResult<Unit>> CreateBucketAsync(string bucket, CancellationToken cancellationToken) => buckets.CreateAsync(bucket, cancellationToken);

    /// <summary>Where forms for a bucket are posted (POST Object).</summary>
    public string FormUrl(string bucket) => $"{caller.Endpoint.Scheme}://{caller.Endpoint.HostOf(bucket)}{caller.Endpoint.PathOf(bucket, null)}";

    /// <summary>Deletes an empty bucket.</summary>
    public Task<StoreResult<Unit>> DeleteBucketAsync(string bucket, CancellationToken cancellationToken) => buckets.DeleteAsync(bucket, cancellationToken);

    /// <inheritdoc/>
    public Task<StoreResult<BucketVersioning>> GetVersioningAsync(string bucket, CancellationToken cancellationToken) => buckets.GetVersioningAsync(bucket, cancellationToken);

    /// <inheritdoc/>
    public Task<StoreResult<Unit>> SetVersioningAsync(string bucket, BucketVersioning versioning, CancellationToken cancellationToken) => buckets.SetVersioningAsync(bucket, versioning, cancellationToken);

    /// <summary>Closes the connections.</summary>
    public void Dispose() => caller.Dispose();
}
