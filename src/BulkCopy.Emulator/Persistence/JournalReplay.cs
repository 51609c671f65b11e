using BulkCopy.Emulator.Storage;

namespace BulkCopy.Emulator.Persistence;

/// <summary>Makes the changes of a journal again, in their order, into an empty storage that writes no journal yet.</summary>
internal sealed class JournalReplay(ObjectStorage storage, string contents)
{
    public void Apply(JournalRecord record)
    {
        if (record.Entry == JournalEntry.BucketMade)
        {
            storage.TryAdd(record.Dialect, new Bucket(record.Bucket, record.Region!, record.Owner!, new DateTimeOffset(record.Time, TimeSpan.Zero))
            {
                IsMultiZone = record.IsMultiZone, DefaultClass = record.StorageClass, Acl = record.Acl!,
            });
            return;
        }
        if (storage.Find(record.Dialect, record.Bucket) is not { } bucket) return;
        lock (bucket.Gate) Apply(record, bucket);
    }

    private void Apply(JournalRecord record, Bucket bucket)
    {
        switch (record.Entry)
        {
            case JournalEntry.BucketDeleted:
                storage.Remove(record.Dialect, bucket);
                break;
            case JournalEntry.VersioningSet:
                bucket.SetVersioning(record.Versioning);
                break;
            case JournalEntry.AclSet:
                bucket.SetAcl(record.Acl!);
                break;
            case JournalEntry.VersionPut:
                bucket.Load(record.Key!, Version(record));
                break;
            case JournalEntry.VersionRemoved when bucket.FindAt(record.Key!, record.Sequence) is { } version:
                bucket.Remove(record.Key!, version);
                break;
            case JournalEntry.KeyRemoved:
                bucket.RemoveAll(record.Key!);
                break;
            case JournalEntry.AttributesSet when bucket.FindAt(record.Key!, record.Sequence) is { } version:
                bucket.SetAttributes(record.Key!, version, record.Attributes!);
                break;
            case JournalEntry.UploadMade:
                bucket.Add(Upload(record));
                break;
            case JournalEntry.PartSet when bucket.TryFindUpload(record.Key!, record.UploadId!, out var upload):
                bucket.SetPart(upload, Part(record));
                break;
            case JournalEntry.UploadRemoved when bucket.TryFindUpload(record.Key!, record.UploadId!, out var upload):
                bucket.Remove(upload);
                break;
        }
    }

    private ObjectVersion Version(JournalRecord record) => new(
        record.Content?.ToContent(contents) ?? BytesContent.Empty, record.Attributes ?? ObjectAttributes.Empty, record.Owner!)
    {
        Sequence = record.Sequence, IsNull = record.IsNull, IsDeleteMarker = record.IsDeleteMarker, StorageClass = record.StorageClass,
        LastModified = new DateTimeOffset(record.Time, TimeSpan.Zero), ETag = new EntityTag(record.TagHigh, record.TagLow, record.TagParts),
    };

    private static MultipartUpload Upload(JournalRecord record) => new(record.UploadId!, record.Key!, record.Attributes ?? ObjectAttributes.Empty, record.Owner!)
    {
        StorageClass = record.StorageClass, Initiated = new DateTimeOffset(record.Time, TimeSpan.Zero),
        ChecksumAlgorithm = record.ChecksumAlgorithm, ChecksumType = record.ChecksumType,
    };

    private UploadedPart Part(JournalRecord record) => new(
        record.PartNumber, record.Content!.ToContent(contents), new EntityTag(record.TagHigh, record.TagLow, 0), new DateTimeOffset(record.Time, TimeSpan.Zero))
    {
        Checksum = record.Checksum,
    };
}
