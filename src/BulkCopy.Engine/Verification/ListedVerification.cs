using BulkCopy.Engine.Comparing;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Planning;
using BulkCopy.Engine.Segments;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Verification;

/// <summary>Makes entries of what two listings have: decided at once where the listings prove equality and no more is asked for, otherwise to be asked about.</summary>
internal sealed class ListedVerification(VerifySpec spec, bool multipartCounts)
{
    /// <summary>Every pair becomes an entry under the key that it has, or would have, at the source.</summary>
    /// <param name="range">The range that the pair was listed in.</param>
    /// <param name="pair">The pair.</param>
    public SelectedObject Select(ListingRange range, in ComparedPair pair) => new()
    {
        Listed = pair.Source ?? pair.Destination! with { Key = range.Prefix + pair.Key, VersionId = null },
        Source = range.Source,
        Early = spec.Depth == VerifyDepth.Listing ? Decide(pair.Source, pair.Destination) : null,
    };

    private EarlyOutcome? Decide(ListedObject? source, ListedObject? copy)
    {
        if (source is null || copy is null || source.Size != copy.Size) return null;
        if (CopyProof.ByETag(source.ETag, copy.ETag, multipartCounts) is Proof.ETag and var proof) return Present(proof, copy);
        // Two digests that differ may be those of encrypted objects, which HEAD tells.
        return CopyProof.DifferByETag(source.ETag, copy.ETag) ? null : Present(Proof.SizeOnly, copy);
    }

    private static EarlyOutcome Present(Proof proof, ListedObject copy) => new(OutcomeResult.AlreadyPresent, null, null) { Proof = proof, DestinationETag = copy.ETag };
}
