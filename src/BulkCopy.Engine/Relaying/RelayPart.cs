using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Uploads;
using BulkCopy.Engine.Verification;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Relaying;

/// <summary>Relays one part: read whole, digested, then sent with its MD5 as often as needed. Only parts too large to be held are sent as they are read.</summary>
internal sealed class RelayPart(RunContext context)
{
    /// <summary>Largest part that is held in memory, bytes.</summary>
    public const long LargestHeldBytes = 64L << 20;

    private readonly RelayReader reader = new(context);

    /// <summary>The part's ETag, and the CRC-64/XZ of the bytes that passed.</summary>
    public async Task<StoreResult<PartResult>> CopyAsync(ManifestEntry entry, UploadRecord upload, int part, ByteRange range, CancellationToken cancellationToken)
    {
        if (range.Length > Math.Min(LargestHeldBytes, context.Relays.LargestBytes)) return await StreamAsync(entry, upload, part, range, cancellationToken).ConfigureAwait(false);
        using var buffer = await context.Relays.RentAsync(range.Length, cancellationToken).ConfigureAwait(false);
        var read = await reader.ReadAsync(entry, range, buffer, cancellationToken).ConfigureAwait(false);
        if (!read.Succeeded) return new(read.Error);
        var digest = read.Value.Digest;
        var sent = await context.CallAsync(context.DestinationGate, token =>
        {
            buffer.Position = 0;
            return context.Destination.UploadPartAsync(Request(upload, part, range, buffer) with { ContentMd5 = digest.Md5 }, token);
        }, cancellationToken).ConfigureAwait(false);
        return sent.Succeeded ? Checked(sent.Value, digest, upload, part, byETag: false) : sent;
    }

    private Task<StoreResult<PartResult>> StreamAsync(ManifestEntry entry, UploadRecord upload, int part, ByteRange range, CancellationToken cancellationToken) =>
        context.CallAsync(context.DestinationGate, async token =>
        {
            var opened = await reader.OpenAsync(entry, range, token).ConfigureAwait(false);
            if (!opened.Succeeded) return new(opened.Error);
            using var source = opened.Value;
            using var passing = new DigestingStream(reader.Measured(entry, source.Content));
            var sent = await context.Destination.UploadPartAsync(Request(upload, part, range, passing), token).ConfigureAwait(false);
            return sent.Succeeded ? Checked(sent.Value, passing.Finish(), upload, part, context.Encryption?.Mode is not (EncryptionMode.Kms or EncryptionMode.Customer)) : sent;
        }, cancellationToken);

    private UploadPartRequest Request(UploadRecord upload, int part, ByteRange range, Stream content) => new()
    {
        Bucket = upload.Bucket,
        Key = upload.Key,
        UploadId = upload.UploadId!,
        PartNumber = part,
        Content = content,
        Length = range.Length,
        CustomerKey = context.DestinationKey,
    };

    /// <summary>Whether what arrived is what was sent. The store has checked the MD5 where one was sent; an ETag tells it only where no key of KMS or of the customer is used.</summary>
    private static StoreResult<PartResult> Checked(PartResult stored, RelayDigest digest, UploadRecord upload, int part, bool byETag)
    {
        var differs = (stored.Crc64 is { } crc && crc != digest.Crc64)
            || (byETag && CopyProof.DifferByETag(digest.ETag, stored.ETag));
        return !differs ? new(stored with { Crc64 = digest.Crc64 }) : new(new StoreError
        {
            Code = StoreErrorCode.BadDigest,
            Operation = "UploadPart",
            Message = $"part {part} left with MD5 {digest.ETag} and CRC-64 {digest.Crc64} and arrived with ETag {stored.ETag} and CRC-64 {stored.Crc64}",
            Resource = $"{upload.Bucket}/{upload.Key}",
        });
    }
}
