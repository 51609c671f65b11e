using System.Text;
using System.Text.RegularExpressions;
using BulkCopy.Engine.Jobs;

namespace BulkCopy.Engine.Manifests;

/// <summary>
/// A pattern for whole keys, case-sensitive: <c>*</c> any characters but <c>/</c>, <c>**</c> any characters, <c>?</c> one character but <c>/</c>,
/// <c>[a-z]</c> and <c>[!a-z]</c> one character of (not of) a set, <c>\</c> takes the next character literally. A pattern without <c>/</c> is compared
/// with the part of the key behind its last slash.
/// </summary>
public sealed class Glob
{
    private readonly Regex expression;

    private Glob(string pattern) => (Pattern, expression) = (pattern, KeyPatterns.Compile(Translate(pattern, out _)!));

    /// <summary>The pattern as it was written.</summary>
    public string Pattern { get; }

    /// <summary>What is wrong with a pattern, as a sentence; <c>null</c> if it can be used.</summary>
    public static string? Problem(string pattern)
    {
        Translate(pattern, out var problem);
        return problem;
    }

    /// <summary>Reads a pattern.</summary>
    /// <exception cref="FormatException">It is none; see <see cref="Problem"/>.</exception>
    public static Glob Parse(string pattern) => Problem(pattern) is { } problem ? throw new FormatException(problem) : new Glob(pattern);

    /// <summary>Whether a key is meant.</summary>
    public bool Matches(string key) => expression.IsMatch(key);

    /// <summary>What all keys begin with that can match.</summary>
    public string LiteralPrefix()
    {
        if (!Pattern.Contains('/', StringComparison.Ordinal)) return "";
        var prefix = new StringBuilder();
        for (var i = 0; i < Pattern.Length; i++)
        {
            if (Pattern[i] is '*' or '?' or '[') break;
            prefix.Append(Pattern[i] == '\\' ? Pattern[++i] : Pattern[i]);
        }
        return prefix.ToString();
    }

    private static string? Translate(string pattern, out string? problem)
    {
        problem = null;
        // \A and \z, because $ would let a line feed follow.
        var text = new StringBuilder(pattern.Contains('/', StringComparison.Ordinal) ? @"\A" : @"\A(?s:.*/)?");
        for (var i = 0; i < pattern.Length && problem is null; i++) i = Append(text, pattern, i, out problem);
        return problem is null ? text.Append(@"\z").ToString() : null;
    }

    /// <summary>Translates what begins at <paramref name="i"/> and returns where it ends.</summary>
    private static int Append(StringBuilder text, string pattern, int i, out string? problem)
    {
        problem = null;
        switch (pattern[i])
        {
            case '*' when i + 1 < pattern.Length && pattern[i + 1] == '*':
                text.Append("(?s:.*)");
                return i + 1;
            case '*':
                text.Append("[^/]*");
                return i;
            case '?':
                // A character beyond the basic plane is two of .NET's.
                text.Append(@"(?:[\uD800-\uDBFF][\uDC00-\uDFFF]|[^/\uD800-\uDFFF])");
                return i;
            case '[':
                return AppendSet(text, pattern, i, out problem);
            case '\\' when i + 1 == pattern.Length:
                problem = $"'{pattern}' ends with a backslash: write \\\\ for one.";
                return i;
            case '\\':
                text.Append(Regex.Escape(pattern[i + 1].ToString()));
                return i + 1;
            default:
                text.Append(Regex.Escape(pattern[i].ToString()));
                return i;
        }
    }

    private static int AppendSet(StringBuilder text, string pattern, int i, out string? problem)
    {
        var begin = i + 1;
        var negated = begin < pattern.Length && pattern[begin] is '!' or '^';
        if (negated) begin++;
        // A bracket that comes first is meant literally.
        var end = begin + 1 < pattern.Length ? pattern.IndexOf(']', begin + 1) : -1;
        if (end < 0)
        {
            problem = $"'{pattern}' has a '[' without its ']': write \\[ for a bracket.";
            return i;
        }
        var set = new StringBuilder(negated ? @"(?:[\uD800-\uDBFF][\uDC00-\uDFFF]|[^/\uD800-\uDFFF" : "[");
        for (var at = begin; at < end; at++)
        {
            if (char.IsSurrogate(pattern[at]))
            {
                problem = $"'{pattern}' has a character in brackets that sets cannot hold: write it outside.";
                return i;
            }
            if (at + 2 < end && pattern[at + 1] == '-')
            {
                if (pattern[at] > pattern[at + 2])
                {
                    problem = $"'{pattern}' has the range {pattern[at]}-{pattern[at + 2]}, which is empty: write the smaller character first.";
                    return i;
                }
                set.Append(Escape(pattern[at])).Append('-').Append(Escape(pattern[at + 2]));
                at += 2;
            }
            else set.Append(Escape(pattern[at]));
        }
        text.Append(set).Append(negated ? "])" : "]");
        problem = null;
        return end;
    }

    private static string Escape(char c) => $"\\u{(int)c:X4}";
}
