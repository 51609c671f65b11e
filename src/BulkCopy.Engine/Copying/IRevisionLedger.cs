using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;

namespace BulkCopy.Engine.Copying;

/// <summary>Sources that changed under a run and were planned anew. The manifest keeps what was listed.</summary>
public interface IRevisionLedger
{
    /// <summary>Writes how an entry's source looks now; later reads of the entry give that. Repeating it is harmless.
    /// Called only while the entry has no open upload: the parts of one upload are always of one revision.</summary>
    Task ReviseAsync(RunId run, ManifestEntry revised, CancellationToken cancellationToken);
}
