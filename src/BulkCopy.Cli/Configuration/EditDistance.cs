namespace BulkCopy.Cli.Configuration;

/// <summary>How many letters must be changed, added or left out to make one word of another.</summary>
internal static class EditDistance
{
    public static int Between(string one, string other)
    {
        var previous = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var current = new int[other.Length + 1];
            current[0] = i;
            for (var j = 1; j <= other.Length; j++)
                current[j] = Math.Min(
                    Math.Min(current[j - 1], previous[j]) + 1,
                    previous[j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1));
            previous = current;
        }

        return previous[other.Length];
    }

    /// <summary>The word most like <paramref name="word"/>, if one is alike at all.</summary>
    public static string? Nearest(string word, IEnumerable<string> words)
    {
        var nearest = words.MinBy(candidate => Between(candidate.ToUpperInvariant(), word.ToUpperInvariant()));
        return nearest is not null && Between(nearest.ToUpperInvariant(), word.ToUpperInvariant()) <= Math.Max(2, nearest.Length / 3) ? nearest : null;
    }
}
