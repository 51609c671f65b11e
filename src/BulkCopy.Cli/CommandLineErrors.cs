using System.CommandLine;
using System.CommandLine.Parsing;
using BulkCopy.Cli.Configuration;

namespace BulkCopy.Cli;

/// <summary>Says what is wrong with a command line, once per mistake.</summary>
internal static class CommandLineErrors
{
    public static IReadOnlyList<string> Explain(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (parsed.UnmatchedTokens is [var unknown, ..])
        {
            var names = unknown.StartsWith('-') ? parsed.CommandResult.Command.Options.Select(option => option.Name) : command.Subcommands.Select(sub => sub.Name);
            var hint = EditDistance.Nearest(unknown, names) is { } nearest ? $"; did you mean '{nearest}'?" : ".";
            return [$"'{PathOf(parsed.CommandResult)}' does not know '{unknown}'{hint}"];
        }

        if (command.Subcommands.Count > 0)
            return [$"'{PathOf(parsed.CommandResult)}' needs to be told what to do: {string.Join(", ", command.Subcommands.Select(sub => sub.Name))}."];
        var missing = command.Arguments
            .Where(argument => argument.Arity.MinimumNumberOfValues > 0 && parsed.GetResult(argument) is null or { Tokens.Count: 0 })
            .Select(argument => argument.Name).ToArray();
        return missing.Length > 0
            ? [$"'{PathOf(parsed.CommandResult)}' lacks {string.Join(" and ", missing)}."]
            : [.. parsed.Errors.Select(error => error.Message).Distinct()];
    }

    /// <summary>The command as it was typed, without its arguments.</summary>
    public static string PathOf(CommandResult result)
    {
        var names = new List<string>();
        for (SymbolResult? at = result; at is CommandResult command; at = at.Parent)
            names.Insert(0, command.Command is RootCommand ? "bulkcopy" : command.Command.Name);
        return string.Join(' ', names);
    }
}
