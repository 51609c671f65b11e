using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Planning;
using BulkCopy.Engine.Relaying;
using BulkCopy.Engine.Throttling;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Uploads;

/// <summary>Copies one part on the server side, pinned to what was listed, or through the worker where no server-side way exists.</summary>
internal sealed class PartCopier(RunContext context)
{
    private readonly RelayPart relay = new(context);

    public Task<StoreResult<PartResult>> CopyAsync(ManifestEntry entry, UploadRecord upload, int part, CancellationToken cancellationToken)
    {
        var range = new PartLayout(entry.Size, upload.PartSizeBytes).Range(part);
        return entry.Way == CopyWay.RelayParts
            ? relay.CopyAsync(entry, upload, part, range, cancellationToken)
            : context.CallAsync(context.DestinationGate, new FlowDemand(range.Length), token => context.Destination.UploadPartCopyAsync(Request(entry, upload, part, range), token), cancellationToken);
    }

    private UploadPartCopyRequest Request(ManifestEntry entry, UploadRecord upload, int part, ByteRange range) => new()
    {
        Source = context.SourceOf(entry).Copying(entry),
        Bucket = upload.Bucket,
        Key = upload.Key,
        UploadId = upload.UploadId!,
        PartNumber = part,
        // A part that is the whole object needs no range, and S3 refuses ranges of small sources.
        Range = range.Length == entry.Size ? null : range,
        Conditions = entry.ETag is { } etag && context.PartConditionsHold(entry) ? new CopyConditions { IfMatch = etag } : null,
        SourceCustomerKey = context.SourceOf(entry).Key,
        CustomerKey = context.DestinationKey,
    };
}
