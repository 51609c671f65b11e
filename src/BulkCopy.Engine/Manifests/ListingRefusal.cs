using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Jobs;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Manifests;

/// <summary>Declarations that are understood and cannot be listed for: a run that has one fails with nothing copied, rather than copy something else.</summary>
internal static class ListingRefusal
{
    /// <exception cref="RunStoppedException">The run cannot be listed as it is declared.</exception>
    public static void ThrowIfRefused(JobSpec spec)
    {
        if (!KeyRewriter.IsInjective(spec))
            throw Refused(spec, "Two objects could get the same key at the destination, which this version does not detect. Nothing was copied: use one source, and a template with the whole {key}.");
    }

    private static RunStoppedException Refused(JobSpec spec, string message) => new(new StoreError
    {
        Code = StoreErrorCode.RefusedLocally,
        Operation = "List objects",
        Resource = spec.Source.ToString(),
        Message = message,
    });
}
