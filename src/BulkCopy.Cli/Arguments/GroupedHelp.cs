using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace BulkCopy.Cli.Arguments;

/// <summary>The help of a verb with many options: its own as usual, then those of each group under a title.</summary>
internal sealed class GroupedHelp(IReadOnlyList<OptionGroup> groups) : SynchronousCommandLineAction
{
    private const int Widest = 100;

    private readonly HelpAction _usual = new();

    /// <summary>The help option that takes the place of the root's for one verb.</summary>
    public static HelpOption Option(IReadOnlyList<OptionGroup> groups) => new() { Action = new GroupedHelp(groups) };

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        foreach (var option in groups.SelectMany(group => group.Options))
            option.Hidden = true;
        var code = _usual.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        var indent = groups.SelectMany(group => group.Options).Max(option => Name(option).Length) + 4;
        foreach (var group in groups)
        {
            output.WriteLine($"{group.Title}:");
            foreach (var option in group.Options)
                Write(output, Name(option), option.Description ?? "", indent);
            output.WriteLine();
        }

        return code;
    }

    private static string Name(Option option) => option.HelpName is { } value ? $"{option.Name} <{value}>" : option.Name;

    private static void Write(TextWriter output, string name, string description, int indent)
    {
        var line = ("  " + name).PadRight(indent);
        foreach (var word in description.Split(' '))
        {
            if (line.Length > indent && line.Length + word.Length > Widest)
            {
                output.WriteLine(line.TrimEnd());
                line = new string(' ', indent);
            }

            line += word + " ";
        }

        output.WriteLine(line.TrimEnd());
    }
}
