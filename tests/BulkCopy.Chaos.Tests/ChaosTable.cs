using System.Text;
using BulkCopy.Chaos.Tests;
using BulkCopy.Engine.Jobs;

[assembly: AssemblyFixture(typeof(ChaosTable))]

namespace BulkCopy.Chaos.Tests;

/// <summary>What became of every cell, written as a table at the end.</summary>
public sealed class ChaosTable : IDisposable
{
    private const string FileVariable = "BULKCOPY_CHAOS_TABLE";
    private readonly SortedDictionary<(string Way, int Step, string Name), SortedDictionary<ChaosFault, List<string>>> rows = [];

    /// <summary>Whether to go every way between all stores, and to strike later requests too.</summary>
    public static bool IsWhole => Environment.GetEnvironmentVariable("BULKCOPY_CHAOS") == "whole";

    internal void Add(ChaosCell cell, Run run, IReadOnlyList<string> problems)
    {
        var key = (cell.Way.Name, cell.Way.Steps.ToList().IndexOf(cell.Step), cell.Step.Name);
        if (!rows.TryGetValue(key, out var row)) rows[key] = row = [];
        if (!row.TryGetValue(cell.Fault, out var verdicts)) row[cell.Fault] = verdicts = [];
        verdicts.Add(problems.Count > 0 ? "WRONG" : run.Totals.Adopted > 0 ? "adopted" : "ok");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Environment.GetEnvironmentVariable(FileVariable) is { Length: > 0 } file) File.WriteAllText(file, ToString());
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var faults = Enum.GetValues<ChaosFault>();
        var text = new StringBuilder();
        text.Append("way, step".PadRight(52));
        foreach (var fault in faults) text.Append(fault.ToString().PadRight(24));
        foreach (var ((way, _, name), row) in rows)
        {
            text.Append('\n').Append($"{way}, {name}".PadRight(52));
            foreach (var fault in faults) text.Append(Sum(row.GetValueOrDefault(fault)).PadRight(24));
        }
        return text.Append('\n').ToString();
    }

    private static string Sum(List<string>? verdicts) => verdicts is null
        ? "–"
        : string.Join(' ', verdicts.GroupBy(verdict => verdict).OrderBy(group => group.Key).Select(group => verdicts.Count == 1 ? group.Key : $"{group.Count()} {group.Key}"));
}
