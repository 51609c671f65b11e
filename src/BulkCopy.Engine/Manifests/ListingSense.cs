using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Jobs;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Manifests;

/// <summary>
/// What no listing may say. One that stands still would be read for ever; one out of order, or of keys outside the prefix,
/// would lose keys where ranges are cut and take present objects for missing ones; the rest the ledger cannot hold.
/// </summary>
/// <param name="Bucket">The bucket that is listed.</param>
/// <param name="Prefix">What every key begins with.</param>
internal sealed record ListingSense(string Bucket, string Prefix)
{
    /// <summary>A pebibyte: twenty times what any store holds in one object.</summary>
    public const long MostObjectBytes = 1L << 50;

    /// <summary>Checks a page of objects: each key once.</summary>
    /// <param name="page">What the store answered.</param>
    /// <param name="after">The key that the page was asked for after; <c>null</c>: the first.</param>
    /// <exception cref="RunStoppedException">It makes no sense.</exception>
    public void CheckObjects(ObjectPage page, string? after)
    {
        CheckOrder(page, after, keysRepeat: false);
        if (page.NextKeyMarker is { } marker && KeyOrder.Compare(marker, after ?? "") <= 0) throw Nonsense($"the listing does not move on after key '{after}'");
    }

    /// <summary>Checks a page of versions: a key as often as it has versions.</summary>
    /// <param name="page">What the store answered.</param>
    /// <param name="after">The key that the page was asked for after; <c>null</c>: the first.</param>
    /// <param name="afterVersion">The version of that key; <c>null</c>: behind all of them.</param>
    /// <exception cref="RunStoppedException">It makes no sense.</exception>
    public void CheckVersions(ObjectPage page, string? after, string? afterVersion)
    {
        CheckOrder(page, after, keysRepeat: true);
        if (page.NextKeyMarker is not { } marker) return;
        var order = KeyOrder.Compare(marker, after ?? "");
        if (order < 0 || (order == 0 && (afterVersion is null || page.NextVersionIdMarker == afterVersion)))
            throw Nonsense($"the listing does not move on after key '{after}', version '{afterVersion}'");
    }

    private void CheckOrder(ObjectPage page, string? after, bool keysRepeat)
    {
        var last = after;
        foreach (var listed in page.Objects)
        {
            if (!listed.Key.StartsWith(Prefix, StringComparison.Ordinal)) throw Nonsense($"key '{listed.Key}' does not begin with '{Prefix}'");
            if (last is not null && KeyOrder.Compare(listed.Key, last) is var order && (order < 0 || (order == 0 && !keysRepeat)))
                throw Nonsense($"key '{listed.Key}' is listed behind key '{last}'");
            if (listed.Key.Contains('\0', StringComparison.Ordinal)) throw Nonsense($"key '{listed.Key.Replace("\0", "\\0", StringComparison.Ordinal)}' contains a NUL character, which the ledger cannot hold");
            if (listed.Size is < 0 or > MostObjectBytes) throw Nonsense($"object '{listed.Key}' is listed with {listed.Size} bytes");
            last = listed.Key;
        }
    }

    private RunStoppedException Nonsense(string message) => new(new StoreError
    {
        Code = StoreErrorCode.InvalidResponse,
        Operation = "List objects",
        Resource = Bucket,
        Message = message,
    });
}
