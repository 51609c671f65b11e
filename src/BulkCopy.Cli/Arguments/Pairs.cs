using System.CommandLine;
using BulkCopy.Cli.Output;

namespace BulkCopy.Cli.Arguments;

/// <summary>Options of the form <c>NAME=VALUE</c> that may be repeated.</summary>
internal static class Pairs
{
    /// <exception cref="RefusedException">One is no pair, or a name stands twice.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> Read(Option option, IReadOnlyList<string>? texts)
    {
        var pairs = new List<KeyValuePair<string, string>>();
        foreach (var text in texts ?? [])
        {
            var at = text.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
                throw new RefusedException($"'{text}' is not a value for {option.Name}: write {option.HelpName}.");
            var name = text[..at];
            if (pairs.Any(pair => pair.Key.Equals(name, StringComparison.OrdinalIgnoreCase)))
                throw new RefusedException($"{option.Name} names '{name}' twice: keep one.");
            pairs.Add(new(name, text[(at + 1)..]));
        }

        return pairs;
    }
}
