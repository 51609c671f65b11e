using System.CommandLine;
using BulkCopy.Cli.Verbs;
using BulkCopy.Engine.Jobs;

namespace BulkCopy.Cli.Arguments;

/// <summary>Conditions on tags, or on metadata.</summary>
internal sealed class PropertyArguments(string present, string name, string word, string cost, Func<string, string, string, Option<string[]>> add)
{
    private readonly Option<string[]> _present = add($"--{present}", "NAME[=VALUE]", $"Copy objects with this {word}; may be given several times, and all must be there. {cost}");
    private readonly Option<string[]> _absent = add($"--exclude-{name}", "NAME[=VALUE]", $"Leave objects with this {word} out. {cost}");

    public IReadOnlyList<PropertyCondition> Read(Invocation invocation, IReadOnlyList<PropertyCondition> kept) =>
        [.. Read(invocation, _present, kept, absent: false), .. Read(invocation, _absent, kept, absent: true)];

    private static IEnumerable<PropertyCondition> Read(Invocation invocation, Option<string[]> option, IReadOnlyList<PropertyCondition> kept, bool absent) =>
        invocation.IsGiven(option) ? (invocation.Get(option) ?? []).Select(text => Parse(text, absent)) : kept.Where(condition => condition.Absent == absent);

    private static PropertyCondition Parse(string text, bool absent)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? new PropertyCondition(text, null, absent) : new PropertyCondition(text[..equals], text[(equals + 1)..], absent);
    }
}
