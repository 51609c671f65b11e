using System.Text.RegularExpressions;

namespace BulkCopy.Engine.Jobs;

/// <summary>Regular expressions over keys: they never go back, so that their time is linear in the key, and are stopped all the same after a second.</summary>
internal static class KeyPatterns
{
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    /// <summary>What is wrong with an expression, as a sentence; <c>null</c> if it can be used.</summary>
    public static string? Problem(string pattern)
    {
        try
        {
            Compile(pattern);
            return null;
        }
        catch (ArgumentException broken)
        {
            return $"'{pattern}' is no regular expression: {broken.Message}";
        }
        catch (NotSupportedException unsupported)
        {
            return $"'{pattern}' cannot be used: {unsupported.Message} Write it without lookaround, back references and atomic groups.";
        }
    }

    /// <summary>An expression to be searched for in many keys.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    /// <exception cref="NotSupportedException">It would have to go back.</exception>
    public static Regex Compile(string pattern) => new(pattern, Options, Longest);

    /// <summary>Makes a replacement everywhere in a key.</summary>
    public static string Replace(string key, KeyReplacement replacement) => Regex.Replace(key, replacement.Pattern, replacement.With, Options, Longest);
}
