using BulkCopy.Engine.Copying;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Manifests;

/// <summary>Gives an idle lister something to do: halves the range that seems longest, by asking the store where its keys are.</summary>
internal sealed class RangeSplitter(RunContext context)
{
    /// <summary>Shorter ranges end before a split pays.</summary>
    private const int LeastPages = 4;

    /// <summary>Each probe is a list request of one key and halves the unknown; ten narrow an alphabet down to one character.</summary>
    private const int MostProbes = 10;

    /// <summary>Whether a new range came into being.</summary>
    public async Task<bool> TrySplitAsync(CancellationToken cancellationToken)
    {
        if (await context.Ledger.Manifests.FindRangeToSplitAsync(context.Run.Id, LeastPages, cancellationToken).ConfigureAwait(false) is not { CursorKey: { } cursor } range) return false;
        for (var probe = 0; probe < MostProbes; probe++)
        {
            if (KeyOrder.Between(cursor, range.EndThrough) is not { } middle || !middle.StartsWith(range.Prefix, StringComparison.Ordinal)) return false;
            var listed = await context.CallAsync(context.SourceGate, token => context.Source.ListObjectsAsync(
                new ListObjectsRequest { Bucket = context.SourceBucket, Prefix = range.Prefix, StartAfter = middle, MaxKeys = 1 }, token), cancellationToken).ConfigureAwait(false);
            if (!listed.Succeeded) return false;
            var behind = listed.Value.Objects.Count > 0 ? listed.Value.Objects[0].Key : null;
            if (behind is not null && (range.EndThrough is null || KeyOrder.Compare(behind, range.EndThrough) <= 0))
                return await context.Ledger.Manifests.SplitRangeAsync(range, middle, cancellationToken).ConfigureAwait(false);
            if (!await context.Ledger.Manifests.ShrinkRangeAsync(range, middle, cancellationToken).ConfigureAwait(false)) return false;
            range = range with { EndThrough = middle };
        }
        return false;
    }
}
