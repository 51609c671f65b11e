using BulkCopy.Emulator.Answers;
using BulkCopy.Emulator.Errors;
using BulkCopy.Emulator.PostForms;
using BulkCopy.Emulator.Requests;

namespace BulkCopy.Emulator.Operations;

/// <summary>Hands a request to the code of its operation.</summary>
internal sealed class OperationDispatcher
{
    private readonly Func<EmulatorRequest, ValueTask<Answer>>[] handlers;

    public OperationDispatcher(EmulatorState state, PostFormVerifier forms)
    {
        var access = new BucketAccess(state.Storage);
        var sources = new SourceReader(access);
        handlers = new Func<EmulatorRequest, ValueTask<Answer>>[Enum.GetValues<Operation>().Length];
        Array.Fill(handlers, static _ => new ValueTask<Answer>(Refusals.MethodNotAllowed));
        AddBuckets(new BucketOperations(state, access), new AclOperations(access));
        AddListings(new ListingOperations(access), new VersionListing(access), new UploadListing(access));
        AddObjects(state, access, sources, forms);
        AddUploads(state, access, sources);
    }

    public ValueTask<Answer> DispatchAsync(EmulatorRequest request) => handlers[(int)request.Operation](request);

    private void AddBuckets(BucketOperations buckets, AclOperations acls)
    {
        On(Operation.ListBuckets, buckets.List);
        On(Operation.CreateBucket, buckets.CreateAsync);
        On(Operation.DeleteBucket, buckets.Delete);
        On(Operation.HeadBucket, buckets.Head);
        On(Operation.GetBucketLocation, buckets.Location);
        On(Operation.GetBucketInfo, buckets.Info);
        On(Operation.GetBucketVersioning, buckets.GetVersioning);
        On(Operation.PutBucketVersioning, buckets.PutVersioningAsync);
        On(Operation.GetBucketConfiguration, buckets.Configuration);
        On(Operation.GetBucketAcl, acls.GetBucket);
        On(Operation.PutBucketAcl, acls.PutBucketAsync);
        On(Operation.GetObjectAcl, acls.GetObject);
        On(Operation.PutObjectAcl, acls.PutObjectAsync);
    }

    private void AddListings(ListingOperations objects, VersionListing versions, UploadListing uploads)
    {
        On(Operation.ListObjects, objects.List);
        On(Operation.ListObjectsV2, objects.ListV2);
        On(Operation.ListObjectVersions, versions.List);
        On(Operation.ListMultipartUploads, uploads.ListUploads);
        On(Operation.ListParts, uploads.ListParts);
    }

    private void AddObjects(EmulatorState state, BucketAccess access, SourceReader sources, PostFormVerifier forms)
    {
        var reads = new ObjectReads(access);
        var deletes = new DeleteOperations(access);
        var tagging = new TaggingOperations(access);
        var links = new SymlinkOperations(access);
        var writes = new ObjectWrites(state, access);
        On(Operation.PutObject, writes.PutAsync);
        On(Operation.PostObject, new PostObjectOperation(writes, forms, state.Time).PostAsync);
        On(Operation.CopyObject, new CopyOperations(access, sources).Copy);
        On(Operation.AppendObject, new AppendOperations(state, access).AppendAsync);
        On(Operation.GetObject, reads.Read);
        On(Operation.HeadObject, reads.Read);
        On(Operation.GetObjectAttributes, new AttributesOperation(access).Get);
        On(Operation.DeleteObject, deletes.Delete);
        On(Operation.DeleteObjects, deletes.DeleteManyAsync);
        On(Operation.GetObjectTagging, tagging.Get);
        On(Operation.PutObjectTagging, tagging.PutAsync);
        On(Operation.DeleteObjectTagging, tagging.Delete);
        On(Operation.RestoreObject, new RestoreOperations(state, access).RestoreAsync);
        On(Operation.PutSymlink, links.Put);
        On(Operation.GetSymlink, links.Get);
    }

    private void AddUploads(EmulatorState state, BucketAccess access, SourceReader sources)
    {
        var uploads = new MultipartUploads(access);
        var parts = new PartOperations(state, access, sources);
        On(Operation.CreateMultipartUpload, uploads.Create);
        On(Operation.AbortMultipartUpload, uploads.Abort);
        On(Operation.UploadPart, parts.UploadAsync);
        On(Operation.UploadPartCopy, parts.Copy);
        On(Operation.CompleteMultipartUpload, new CompleteOperation(access).CompleteAsync);
    }

    private void On(Operation operation, Func<EmulatorRequest, Answer> handler) =>
        handlers[(int)operation] = request => new ValueTask<Answer>(handler(request));

    private void On(Operation operation, Func<EmulatorRequest, Task<Answer>> handler) =>
        handlers[(int)operation] = request => new ValueTask<Answer>(handler(request));
}
