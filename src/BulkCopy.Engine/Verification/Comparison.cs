using BulkCopy.Engine.Segments;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Verification;

/// <summary>What comparing a copy with its source gave.</summary>
/// <param name="Proof">What proves them equal.</param>
/// <param name="Differs">They are proved to be different.</param>
/// <param name="Error">The comparison could not be made.</param>
/// <param name="OfSource">The error is the source's.</param>
/// <param name="Difference">In what they differ, as the end of a sentence.</param>
internal readonly record struct Comparison(Proof Proof, bool Differs = false, StoreError? Error = null, bool OfSource = false, string? Difference = null)
{
    public static Comparison Different(string difference) => new(Proof.None, Differs: true, Difference: difference);

    public static Comparison Failed(StoreError error, bool ofSource) => new(Proof.None, Error: error, OfSource: ofSource);
}
