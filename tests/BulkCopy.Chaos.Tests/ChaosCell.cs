using BulkCopy.Engine.Jobs;

namespace BulkCopy.Chaos.Tests;

/// <summary>One fault at one step of one way: a run of its own between buckets of its own.</summary>
internal sealed record ChaosCell(ChaosWay Way, ChaosStep Step, ChaosFault Fault, ChaosPlace Source, ChaosPlace Destination, int Skip)
{
    public string Name => $"{Way.Name} {Source.Store}→{Destination.Store}, {Step.Name}{(Skip > 0 ? $" (after {Skip})" : "")}";

    public JobSpec Job => Way.Job(Source, Destination);

    /// <summary>Every way, step and fault. The short form goes each way between one pair of stores and strikes the first request.</summary>
    public static IReadOnlyList<ChaosCell> Generate(ChaosFault fault, bool whole)
    {
        var cells = new List<ChaosCell>();
        foreach (var way in ChaosWay.All)
        foreach (var (from, to) in whole ? way.Routes : [way.Routes[0]])
        foreach (var step in way.Steps)
        foreach (var skip in whole && step.AfterLossOf is null ? new[] { 0, 1 } : [0])
        {
            if (fault == ChaosFault.ErrorInsideOk && !step.MayHoldErrorInsideOk) continue;
            // Each of these is asked for once per run or per large object.
            if (skip > 0 && step.Name is "list" or "go on behind the upload" or "open upload" or "complete" or "read source" or "read manifest") continue;
            var name = $"c{(int)fault}-{cells.Count}";
            cells.Add(new ChaosCell(way, step, fault, ChaosPlace.Named(from, name + "-from"), ChaosPlace.Named(to, name + "-to"), skip));
        }
        return cells;
    }
}
