using System.CommandLine;
using BulkCopy.Cli.Verbs;
using BulkCopy.Engine.Jobs;

namespace BulkCopy.Cli.Arguments;

/// <summary>Conditions on tags, or on metadata.</summary>
internal sealed class PropertyArguments(string present, string name, string word, string cost, Func<string, string, string, Option<string[]>> add)
{
    private readonly Option<string[]> _present = add($"--{present}", "NAME[=VALUE]", $"Copy objects with this {word}; may be given several times, and all must be there. {cost}");
    private readonly Option<string[]> _absent = add($"--exclude-{name}", "NAME[=VALUE]", $"Leave objects with this {word} out. {cost}");

    public IReadOnlyList<PropertyCondition> Read(Invocation invocation) =>
        [.. (invocation.Get(_present) ?? []).Select(text => Parse(text, absent: false)), .. (invocation.Get(_absent) ?? []).Select(text => Parse(text, absent: true))];

    private static PropertyCondition Parse(string text, bool absent)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? new PropertyCondition(text, null, absent) : new PropertyCondition(text[..equals], text[(equals + 1)..], absent);
    }
}
