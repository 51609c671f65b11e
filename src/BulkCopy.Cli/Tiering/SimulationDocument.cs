using BulkCopy.Engine.Tiering;
using BulkCopy.ObjectStores;

namespace BulkCopy.Cli.Tiering;

/// <summary>A simulation as JSON. Amounts are in the currency of the price table.</summary>
internal sealed record SimulationDocument(
    string Policy, DateTimeOffset AsOf, string? Prices, long Objects, long Bytes, BucketVersioning? Versioning, SupersededVersions SupersededVersions,
    string? Superseded, CostDocument Total, decimal MonthlyOfSuperseded, DateOnly? BreakEven, IReadOnlyList<SimulatedTransitionDocument> Transitions, IReadOnlyList<SimulatedRefusal> Refusals)
{
    public static SimulationDocument Of(SimulationReport report) => new(
        report.Policy, report.AsOf, report.Prices, report.Objects, report.Bytes, report.Versioning, report.SupersededVersions, report.Superseded,
        CostDocument.Of(report.Cost), report.MonthlyOfSuperseded, report.BreakEven,
        [.. report.Transitions.Select(t => new SimulatedTransitionDocument(t.Rule, t.FromClass, t.ToClass, t.Objects, t.Bytes, t.Restored, t.Losing, CostDocument.Of(t.Cost), t.BreakEven))],
        report.Refusals);
}

/// <summary>One line of a simulation.</summary>
internal sealed record SimulatedTransitionDocument(
    string Rule, string FromClass, string ToClass, long Objects, long Bytes, long Restored, long Losing, CostDocument Cost, DateOnly? BreakEven);

/// <summary>What is paid once, and monthly storage before and after.</summary>
internal sealed record CostDocument(decimal Once, decimal Requests, decimal Retrieval, decimal EarlyDeletion, decimal MonthlyBefore, decimal MonthlyAfter)
{
    public static CostDocument Of(TransitionCost cost) => new(cost.Once, cost.Requests, cost.Retrieval, cost.EarlyDeletion, cost.MonthlyBefore, cost.MonthlyAfter);
}

/// <summary>A policy that can be used.</summary>
internal sealed record PolicyDocumentSummary(string Policy, int Rules);
