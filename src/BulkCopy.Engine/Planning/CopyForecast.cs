using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Verification;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Planning;

/// <summary>The requests that a copy sends when nothing fails. It follows the copiers step by step; a test holds it against what they send.</summary>
internal sealed class CopyForecast(JobSpec spec, IObjectStore destination, BucketVersioning? versioning)
{
    private readonly string store = spec.Destination.Store;

    public RequestForecast Requests { get; } = new();

    private bool GuardHolds => destination.Dialect.OverwriteGuard switch
    {
        OverwriteGuard.Always => true,
        OverwriteGuard.VoidWhenVersioned => versioning == BucketVersioning.Never,
        _ => false,
    };

    /// <summary>Whether the destination must be asked for each object because its own guard against overwriting is void.</summary>
    public bool AsksForPresence => spec.Copy.ForbidOverwrite && !GuardHolds;

    /// <summary>Of an object that exists and is left alone because overwriting is forbidden.</summary>
    public void AddPresent(PlannedPlace place)
    {
        if (AsksForPresence) Requests.Destination(store, "HeadObject", 1);
        else Requests.Destination(store, place.Ways.Choose(0) is CopyWay.Copy ? "CopyObject" : "PutObject", 1);
    }

    /// <summary>Of an archived object.</summary>
    public void AddRestore(PlannedPlace place)
    {
        Requests.Source(place.Location.Store, "RestoreObject", 1);
        Requests.Source(place.Location.Store, "HeadObject", 1, isEstimate: true);
    }

    public void AddCopy(PlannedPlace place, ListedObject listed, CopyWay way, PartLayout? layout)
    {
        var from = place.Location.Store;
        if (AsksForPresence) Requests.Destination(store, "HeadObject", 1);
        if (spec.ComparesByHead) Requests.Destination(store, "HeadObject", 1);
        switch (way)
        {
            case CopyWay.Copy:
                AddCopyRequest(place);
                break;
            case CopyWay.Relay:
                Requests.Source(from, "GetObject", 1);
                AddFirstPart(place, listed);
                AddCarried(place);
                Requests.Destination(store, "PutObject", 1);
                break;
            default:
                AddParts(place, listed, way, layout);
                break;
        }
        AddProof(place, listed, way);
    }

    private void AddParts(PlannedPlace place, ListedObject listed, CopyWay way, PartLayout? layout)
    {
        var (from, parts) = (place.Location.Store, layout?.Count ?? 1);
        Requests.Source(from, "HeadObject", 1);
        if (AsksForPresence) Requests.Destination(store, "HeadObject", 1);
        AddFirstPart(place, listed);
        AddCarried(place);
        if (way == CopyWay.PartCopy && !destination.Dialect.EnforcesCopyConditions) Requests.Source(from, "HeadObject", 1);
        // The source's own layout may be replayed, which only a HEAD tells.
        var replayed = place.Store.Dialect.MultipartETagFollowsParts && CopyProof.IsMultipart(listed.ETag);
        Requests.Destination(store, "CreateMultipartUpload", 1);
        Requests.Destination(store, way == CopyWay.PartCopy ? "UploadPartCopy" : "UploadPart", parts, replayed);
        if (way == CopyWay.RelayParts) Requests.Source(from, "GetObject", parts, replayed);
        Requests.Destination(store, "CompleteMultipartUpload", 1);
    }

    private void AddCopyRequest(PlannedPlace place)
    {
        var (from, merges, held) = (place.Location.Store, spec.Copy.Metadata.Mode == MetadataMode.Merge, destination.Dialect.EnforcesCopyConditions);
        if (merges || !held) Requests.Source(from, "HeadObject", 1);
        if (merges) AddCarried(place);
        else AddAcl(place);
        Requests.Destination(store, "CopyObject", 1);
        if (!held) Requests.Source(from, "HeadObject", 1);
        if (!destination.Dialect.CopyTellsVersionId && versioning == BucketVersioning.Enabled) Requests.Destination(store, "HeadObject", 1);
    }

    private void AddAcl(PlannedPlace place)
    {
        if (spec.Copy.Acl == AclPolicy.Keep) Requests.Source(place.Location.Store, "GetObjectAcl", 1);
    }

    /// <summary>What is read to be given to the copy; an object that tells that it has no tags is not asked for them.</summary>
    private void AddCarried(PlannedPlace place)
    {
        AddAcl(place);
        if (spec.Copy.Tags != TagPolicy.Drop && place.Store.Dialect.HasTags) Requests.Source(place.Location.Store, "GetObjectTagging", 1, isEstimate: true);
    }

    private void AddFirstPart(PlannedPlace place, ListedObject listed)
    {
        if (place.Store.Dialect.MultipartETagFollowsParts && CopyProof.IsMultipart(listed.ETag)) Requests.Source(place.Location.Store, "HeadObject", 1);
    }

    private void AddProof(PlannedPlace place, ListedObject listed, CopyWay way)
    {
        if (spec.Verification != VerificationLevel.Response)
        {
            Requests.Destination(store, "HeadObject", 1);
            Requests.Source(place.Location.Store, "HeadObject", 1);
            if (spec.Verification != VerificationLevel.Deep) return;
            Requests.Destination(store, "GetObject", 1);
            Requests.Source(place.Location.Store, "GetObject", 1);
            return;
        }
        if (way is CopyWay.Copy or CopyWay.Relay && CopyProof.IsContentMd5(listed.ETag)) return;
        var (from, to) = (place.Store.Dialect, destination.Dialect);
        if (from.HasCrc64 && to.HasCrc64)
        {
            // The source's CRC-64 is known where it was asked about or read before.
            if (way == CopyWay.Copy) Requests.Source(place.Location.Store, "HeadObject", 1, isEstimate: true);
            return;
        }
        if (way is CopyWay.Copy or CopyWay.PartCopy) Requests.Destination(store, "HeadObject", 1, isEstimate: true);
    }
}
