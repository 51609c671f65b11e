namespace BulkCopy.ObjectStores.Operations;

/// <summary>The order of listings: by the bytes of UTF-8, which differs from the order of UTF-16 where surrogates are involved.</summary>
internal static class KeyOrder
{
    public static int Compare(string a, string b)
    {
        var common = a.AsSpan().CommonPrefixLength(b);
        if (common == a.Length || common == b.Length) return a.Length.CompareTo(b.Length);
        return Rank(a[common]).CompareTo(Rank(b[common]));
    }

    private static int Rank(char c) => char.IsSurrogate(c) ? c + 0x10000 : c;
}
