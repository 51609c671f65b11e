using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;

namespace BulkCopy.Engine.Copying;

/// <summary>Sources that changed under a run and were planned anew. The manifest keeps what was listed.</summary>
public interface IRevisionLedger
{
    /// <summary>Writes how an entry's source looks now; later reads of the entry give that. Repeating it is harmless.
    /// Called only while the entry has no open upload: the parts of one upload are always of one revision.</summary>
    Task ReviseAsync(RunId run, ManifestEntry revised, CancellationToken cancellationToken);

    /// <summary>The same of an entry whose object was not seen when it was planned, and takes its key at the destination. Repeating it is harmless.</summary>
    /// <returns>The entry that has the key already; nothing is written then. <c>null</c>: written.</returns>
    Task<ManifestEntry?> SeeAsync(RunId run, ManifestEntry seen, DestinationKey key, CancellationToken cancellationToken);
}
