using BulkCopy.Emulator.Storage;

namespace BulkCopy.Emulator.Persistence;

/// <summary>Writes the changes of one bucket; called with the bucket's lock held, before the change is made.</summary>
internal sealed class BucketJournal(Journal journal, EmulatorDialect dialect, string bucket)
{
    public void Made(Bucket made) => journal.Write(Of(JournalEntry.BucketMade) with
    {
        Owner = made.Owner, Region = made.Region, Time = made.Created.UtcTicks, IsMultiZone = made.IsMultiZone, StorageClass = made.DefaultClass, Acl = made.Acl,
    });

    public void Deleted() => journal.Write(Of(JournalEntry.BucketDeleted));

    public void VersioningSet(Versioning versioning) => journal.Write(Of(JournalEntry.VersioningSet) with { Versioning = versioning });

    public void AclSet(AccessList acl) => journal.Write(Of(JournalEntry.AclSet) with { Acl = acl });

    public void Put(string key, ObjectVersion version) => journal.Write(Of(JournalEntry.VersionPut, key) with
    {
        Owner = version.Owner, Time = version.LastModified.UtcTicks, Sequence = version.Sequence, IsNull = version.IsNull,
        IsDeleteMarker = version.IsDeleteMarker, TagHigh = version.ETag.High, TagLow = version.ETag.Low, TagParts = version.ETag.Parts,
        StorageClass = version.StorageClass, Attributes = version.Attributes, Content = version.IsDeleteMarker ? null : ContentRecord.Of(version.Content),
    });

    public void Removed(string key, ObjectVersion version) =>
        journal.Write(Of(JournalEntry.VersionRemoved, key) with { Sequence = version.Sequence });

    public void KeyRemoved(string key) => journal.Write(Of(JournalEntry.KeyRemoved, key));

    public void AttributesSet(string key, ObjectVersion version, ObjectAttributes attributes) =>
        journal.Write(Of(JournalEntry.AttributesSet, key) with { Sequence = version.Sequence, Attributes = attributes });

    public void UploadMade(MultipartUpload upload) => journal.Write(Of(JournalEntry.UploadMade, upload.Key) with
    {
        UploadId = upload.Id, Owner = upload.Owner, Time = upload.Initiated.UtcTicks, StorageClass = upload.StorageClass,
        Attributes = upload.Attributes, ChecksumAlgorithm = upload.ChecksumAlgorithm, ChecksumType = upload.ChecksumType,
    });

    public void PartSet(MultipartUpload upload, UploadedPart part) => journal.Write(Of(JournalEntry.PartSet, upload.Key) with
    {
        UploadId = upload.Id, PartNumber = part.Number, Time = part.LastModified.UtcTicks, Content = ContentRecord.Of(part.Content),
        TagHigh = part.ETag.High, TagLow = part.ETag.Low, Checksum = part.Checksum,
    });

    public void UploadRemoved(MultipartUpload upload) => journal.Write(Of(JournalEntry.UploadRemoved, upload.Key) with { UploadId = upload.Id });

    private JournalRecord Of(JournalEntry entry, string? key = null) => new() { Entry = entry, Dialect = dialect, Bucket = bucket, Key = key };
}
