using System.Text;

namespace BulkCopy.Engine.Manifests;

/// <summary>The order in which stores list keys: by their UTF-8 bytes, which is the order of their code points and not that of .NET strings.</summary>
public static class KeyOrder
{
    private const int SurrogateCount = 0xE000 - 0xD800;
    private const int LastScalar = 0x10FFFF - SurrogateCount;
    private const int LastAscii = 0x7E;

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

    /// <summary>A string strictly between two keys, about half way as far as their characters tell; <c>null</c> if there is none.</summary>
    /// <param name="after">Lower bound, exclusive.</param>
    /// <param name="through">Upper bound; <c>null</c> for none, in which case printable ASCII is taken to be the usual alphabet.</param>
    public static string? Between(string after, string? through)
    {
        if (through is not null && Compare(after, through) >= 0) return null;
        var low = Scalars(after);
        var high = through is null ? null : Scalars(through);
        var middle = new List<int>();
        for (var i = 0; i <= low.Count; i++)
        {
            var a = i < low.Count ? low[i] : -1;
            var b = high is null ? Beyond(a) : i < high.Count ? high[i] : -1;
            if (a >= 0 && a == b)
            {
                middle.Add(a);
                continue;
            }
            if (high is not null && b < 0) return null;
            if (b - a >= 2)
            {
                middle.Add(Math.Max(a + 1, a < 0x20 && b > 0x22 ? 0x20 + ((b - 0x20) / 2) : a + ((b - a) / 2)));
                return Text(middle);
            }
            // Adjacent: go below the lower one, where there is no upper bound any more.
            if (a < 0)
            {
                middle.Add(b);
                return high is not null && i + 1 < high.Count && Compare(Text(middle), through!) < 0 && Compare(Text(middle), after) > 0 ? Text(middle) : null;
            }
            middle.Add(a);
            high = null;
        }
        return null;
    }

    private static int Beyond(int a) => a < LastAscii ? LastAscii + 1 : LastScalar + 1;

    private static List<int> Scalars(string key)
    {
        var scalars = new List<int>(key.Length);
        foreach (var rune in key.EnumerateRunes()) scalars.Add(rune.Value >= 0xE000 ? rune.Value - SurrogateCount : rune.Value);
        return scalars;
    }

    private static string Text(List<int> scalars)
    {
        var text = new StringBuilder(scalars.Count);
        foreach (var scalar in scalars) text.Append(new Rune(scalar >= 0xD800 ? scalar + SurrogateCount : scalar).ToString());
        return text.ToString();
    }
}
