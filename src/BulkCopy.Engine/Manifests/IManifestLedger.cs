using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Workers;

namespace BulkCopy.Engine.Manifests;

/// <summary>Durable listing: ranges with their cursors, and the entries they gave.</summary>
public interface IManifestLedger
{
    /// <summary>Leases one range of the run that nobody lists; <c>null</c> if there is none, which is normal.</summary>
    Task<ListingRange?> ClaimRangeAsync(RunId run, WorkerId worker, CancellationToken cancellationToken);

    /// <summary>Gives a range back, for instance when draining.</summary>
    Task ReleaseRangeAsync(ListingRange range, WorkerId worker, CancellationToken cancellationToken);

    /// <summary>Reserves numbers for segments. Numbers that are not used are lost, which is harmless.</summary>
    Task<IReadOnlyList<SegmentId>> ReserveSegmentIdsAsync(int count, CancellationToken cancellationToken);

    /// <summary>The range as it is now: its end may have been moved by a split; <c>null</c> if this worker's lease is gone.</summary>
    Task<ListingRange?> ReadHeldRangeAsync(ListingRange range, WorkerId worker, CancellationToken cancellationToken);

    /// <summary>Appends a page and moves the cursor in one transaction, if the range is still leased by this worker, still ends where <paramref name="range"/> says, and still has its number of pages.
    /// <c>false</c>: nothing was written, or this page is there already because the answer to an earlier try was lost; read the range again. After a crash the page is there with the cursor behind it, or neither.</summary>
    Task<bool> AppendPageIfLeasedAsync(ListingRange range, WorkerId worker, ManifestPage page, CancellationToken cancellationToken);

    /// <summary>Splits a range at <paramref name="at"/>: it keeps the keys up to and including it, a new range gets the rest.
    /// <c>false</c> if it has moved past that key or ends elsewhere meanwhile. The range's holder notices at its next page.</summary>
    Task<bool> SplitRangeAsync(ListingRange range, string at, CancellationToken cancellationToken);

    /// <summary>The range being listed with the most pages so far, as a candidate for splitting; <c>null</c> while there are ranges nobody lists, or none with <paramref name="leastPages"/> pages.</summary>
    Task<ListingRange?> FindRangeToSplitAsync(RunId run, int leastPages, CancellationToken cancellationToken);

    /// <summary>Entries of a run that failed for good, in the order of their numbers, as they were last planned; those that another entry kept from being written, those that only the destination has, deletions and delete markers are not among them.
    /// <c>null</c>: there is no such run.</summary>
    Task<IReadOnlyList<ManifestEntry>?> ReadFailedAsync(RunId run, long after, int most, CancellationToken cancellationToken);

    /// <summary>Length of a manifest's file that was written down with its run, bytes.</summary>
    Task<long> ReadFileLengthAsync(RunId run, int file, CancellationToken cancellationToken);

    /// <summary>Bytes of such a file.</summary>
    Task<byte[]> ReadFileAsync(RunId run, int file, long offset, int count, CancellationToken cancellationToken);
}
