using System.Text;

namespace BulkCopy.Engine.Manifests;

/// <summary>
/// Where the keys behind a cursor may be divided. A key is looked at character by character: at each depth, the keys that agree with the cursor
/// up to there and then go on with a greater character lie behind the cursor's <em>edge</em> at that depth.
/// </summary>
public sealed class SplitPoints
{
    private const string Last = "\U0010FFFF";
    private readonly Rune[] cursor;

    /// <summary>Looks at a cursor.</summary>
    /// <param name="cursorKey">The last key listed.</param>
    public SplitPoints(string cursorKey) => cursor = [.. cursorKey.EnumerateRunes()];

    /// <summary>Number of depths.</summary>
    public int Depths => cursor.Length;

    /// <summary>A string behind all keys that agree with the cursor through <paramref name="depth"/>, and before those with a greater character there.</summary>
    public string Edge(int depth) => Text(cursor.AsSpan(0, depth + 1)) + Last;

    /// <summary>A string about half way between the cursor's character at <paramref name="depth"/> and the last of its kind (digit, letter, other),
    /// given that <paramref name="next"/> is the first key behind the edge; <c>null</c> if there is no such character.</summary>
    public string? Halfway(int depth, string next)
    {
        var there = next.EnumerateRunes().Skip(depth).FirstOrDefault();
        var top = TopOfKind(there);
        var middle = there.Value + ((top - there.Value) / 2);
        return top <= there.Value || !Rune.IsValid(middle) ? null : Text([.. cursor.AsSpan(0, depth), new Rune(middle)]) + Last;
    }

    private static int TopOfKind(Rune rune) => rune.Value switch
    {
        >= '0' and <= '9' => '9',
        >= 'a' and <= 'f' => 'f',
        >= 'A' and <= 'F' => 'F',
        >= 'a' and <= 'z' => 'z',
        >= 'A' and <= 'Z' => 'Z',
        < 0x7F => 0x7E,
        _ => rune.Value + 0x100,
    };

    private static string Text(ReadOnlySpan<Rune> runes)
    {
        var text = new StringBuilder(runes.Length);
        foreach (var rune in runes) text.Append(rune.ToString());
        return text.ToString();
    }
}
