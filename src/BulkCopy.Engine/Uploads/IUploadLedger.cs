using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Segments;

namespace BulkCopy.Engine.Uploads;

/// <summary>Every multipart upload we began, from the intention to the proof that it is gone.</summary>
public interface IUploadLedger
{
    /// <summary>Writes the intention before the store is asked. After a crash the intention tells that the store may know an upload of this key.</summary>
    Task<UploadRecord> IntendAsync(RunId run, EntryId entry, string store, string bucket, string key, CancellationToken cancellationToken);

    /// <summary>Writes id and layout before the first part. <c>false</c> if the upload is no longer intended: an intention that was settled meanwhile takes the id
    /// nevertheless and is <see cref="UploadState.Aborting"/>, so that the upload is not forgotten.</summary>
    Task<bool> OpenAsync(long uploadNo, string uploadId, long partSizeBytes, int partCount, ulong? sourceCrc64, CancellationToken cancellationToken);

    /// <summary>The uploads of an entry, newest first.</summary>
    Task<IReadOnlyList<UploadRecord>> ListByEntryAsync(RunId run, EntryId entry, CancellationToken cancellationToken);

    /// <summary>Moves an upload on; <c>false</c> if it was not in <paramref name="from"/>, which is normal when two do the same.</summary>
    Task<bool> MoveAsync(long uploadNo, UploadState from, UploadState to, CancellationToken cancellationToken);

    /// <summary>Moves an open upload to <see cref="UploadState.Aborting"/> in the name of a segment; also one that is being aborted, or is gone, and that no segment
    /// has given up: its run was over and was reopened. <c>false</c> if another segment did, which then goes on with the entry, or it is completed.
    /// After a crash the segment is claimed again, finds itself named, and goes on with the entry.</summary>
    Task<bool> GiveUpAsync(long uploadNo, SegmentId segment, CancellationToken cancellationToken);

    /// <summary>Parts that the ledger has of an upload, ascending.</summary>
    Task<IReadOnlyList<PartOutcome>> ListPartsAsync(RunId run, EntryId entry, long uploadNo, CancellationToken cancellationToken);

    /// <summary>The uploads of a key in the ledger, of all runs, newest first: those that are not closed, and those whose id is known.</summary>
    Task<IReadOnlyList<UploadRecord>> ListByKeyAsync(string bucket, string key, CancellationToken cancellationToken);

    /// <summary>Puts an upload off that could not be aborted: the longer the more often it was tried, at most five minutes. Keeps what the store said.</summary>
    Task PostponeAbortAsync(long uploadNo, string note, CancellationToken cancellationToken);

    /// <summary>Uploads to be aborted and not put off, at most <paramref name="most"/>: those that are <see cref="UploadState.Aborting"/>, and intentions of runs that
    /// ended. Open uploads that ended runs left behind become <see cref="UploadState.Aborting"/> by it, unless the run is reopened first: then they stay open.</summary>
    Task<IReadOnlyList<UploadRecord>> ListToAbortAsync(int most, CancellationToken cancellationToken);
}
