namespace BulkCopy.Engine.Manifests;

/// <summary>The order in which stores list keys: by their UTF-8 bytes, which is the order of their code points and not that of .NET strings.</summary>
public static class KeyOrder
{
    /// <summary>Compares two keys.</summary>
    public static int Compare(string a, string b)
    {
        var length = Math.Min(a.Length, b.Length);
        for (var i = 0; i < length; i++)
        {
            char x = a[i], y = b[i];
            if (x == y) continue;
            // UTF-16 puts surrogates (code points from U+10000) before U+E000 to U+FFFF; UTF-8 puts them behind.
            bool xs = char.IsSurrogate(x), ys = char.IsSurrogate(y);
            return xs == ys ? x.CompareTo(y) : xs ? (y >= 0xE000 ? 1 : x.CompareTo(y)) : x >= 0xE000 ? -1 : x.CompareTo(y);
        }
        return a.Length.CompareTo(b.Length);
    }
}
