namespace BulkCopy.Emulator.Storage;

/// <summary>Order of object keys in listings: by their UTF-8 bytes. Differs from UTF-16 order for surrogates against U+E000–U+FFFF.</summary>
internal sealed class KeyOrder : IComparer<string>
{
    public static KeyOrder Instance { get; } = new();

    int IComparer<string>.Compare(string? x, string? y) => Compare(x, y);

    public static int Compare(string? x, string? y)
    {
        var common = x.AsSpan().CommonPrefixLength(y.AsSpan());
        var left = x is null ? 0 : x.Length;
        var right = y is null ? 0 : y.Length;
        if (common == left || common == right) return left.CompareTo(right);
        return CodePointRank(x![common]) - CodePointRank(y![common]);
    }

    // Surrogates stand for U+10000 and above, so they rank behind every other code unit.
    private static int CodePointRank(char unit) =>
        unit < 0xD800 ? unit : unit >= 0xE000 ? unit - 0x800 : unit + 0x2000;
}
