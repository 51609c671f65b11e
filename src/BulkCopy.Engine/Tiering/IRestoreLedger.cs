using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Segments;

namespace BulkCopy.Engine.Tiering;

/// <summary>Restores from archive classes: the durable state of each entry between being asked for and being copied.</summary>
public interface IRestoreLedger
{
    /// <summary>
    /// Admits entries before they are asked for, up to the policy's caps, and reserves their time slots over all workers. Entries that were admitted
    /// before are admitted again and counted once. After a crash the intention tells that the store may have been asked already.
    /// </summary>
    Task<RestoreAdmission> AdmitAsync(RunId run, StoreLocation location, RestorePolicy policy, IReadOnlyList<RestoreAsk> asks, CancellationToken cancellationToken);

    /// <summary>Writes what was learned of restores. The store is the truth; this is what operators read.</summary>
    Task WriteAsync(RunId run, IReadOnlyList<RestoreProgress> progress, CancellationToken cancellationToken);

    /// <summary>Restores of a run by state.</summary>
    Task<IReadOnlyList<RestoreCount>> CountAsync(RunId run, CancellationToken cancellationToken);
}

/// <summary>An entry that wants to be restored.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Cost">What it will cost.</param>
public readonly record struct RestoreAsk(EntryId Entry, long Bytes, decimal Cost);

/// <summary>Which entries may be restored, and when.</summary>
/// <param name="Admitted">Those within the caps.</param>
/// <param name="StartsIn">When the first request may be sent.</param>
public sealed record RestoreAdmission(IReadOnlySet<EntryId> Admitted, TimeSpan StartsIn);

/// <summary>What was learned of one restore.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="State">State.</param>
/// <param name="Asked">Whether a request was sent just now.</param>
/// <param name="ExpiresAt">When the restored copy goes away, if told.</param>
/// <param name="Message">What went wrong.</param>
public readonly record struct RestoreProgress(EntryId Entry, RestoreProgressState State, bool Asked = false, DateTimeOffset? ExpiresAt = null, string? Message = null);

/// <summary>State of a restore.</summary>
public enum RestoreProgressState
{
    /// <summary>Admitted; the store may have been asked.</summary>
    Intended,
    /// <summary>The store is at it.</summary>
    Running,
    /// <summary>Readable.</summary>
    Restored,
    /// <summary>It failed, or went away before it was copied.</summary>
    Failed,
}

/// <summary>Restores in one state.</summary>
public sealed record RestoreCount(RestoreProgressState State, long Objects, long Bytes, decimal Cost);
