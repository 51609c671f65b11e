using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;

namespace BulkCopy.Cli;

/// <summary>
/// Lets every option be given by an environment variable: <c>--part-copy-threshold</c> by
/// <c>BULKCOPY_PART_COPY_THRESHOLD</c>. The command line wins.
/// </summary>
internal static class OptionVariables
{
    public static ParseResult Parse(RootCommand root, string[] args, IReadOnlyDictionary<string, string> variables)
    {
        var parsed = root.Parse(args);
        var added = new List<string>();
        for (SymbolResult? at = parsed.CommandResult; at is CommandResult command; at = at.Parent)
            foreach (var option in command.Command.Options)
                if (option is not (HelpOption or VersionOption)
                    && parsed.GetResult(option) is null or { Implicit: true }
                    && variables.TryGetValue(NameOf(option), out var value) && value.Length > 0)
                    added.Add($"{option.Name}={value}");
        if (added.Count == 0)
            return parsed;
        var end = Array.IndexOf(args, "--");
        return root.Parse(end < 0 ? [.. args, .. added] : [.. args[..end], .. added, .. args[end..]]);
    }

    public static string NameOf(Option option) =>
        "BULKCOPY_" + option.Name.TrimStart('-').Replace('-', '_').ToUpperInvariant();
}
