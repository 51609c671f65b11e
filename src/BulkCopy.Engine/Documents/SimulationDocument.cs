using BulkCopy.Engine.Tiering;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Documents;

/// <summary>What a policy would do. Amounts are in the currency of the price table.</summary>
/// <param name="Policy">Name of the policy.</param>
/// <param name="AsOf">The moment that ages were measured at.</param>
/// <param name="Prices">Currency and date of the price table; <c>null</c> where there is none.</param>
/// <param name="Objects">Objects that were looked at.</param>
/// <param name="Bytes">Their size.</param>
/// <param name="Versioning">Whether the bucket keeps versions; <c>null</c> where it does not say.</param>
/// <param name="SupersededVersions">What becomes of versions that transitions supersede.</param>
/// <param name="Superseded">The same as a sentence with what it costs, where the bucket keeps versions.</param>
/// <param name="Total">What all of it costs.</param>
/// <param name="MonthlyOfSuperseded">What superseded versions go on costing per month.</param>
/// <param name="BreakEven">The day from which money is saved; <c>null</c>: never.</param>
/// <param name="Transitions">By rule and class.</param>
/// <param name="Refusals">What a rule matches and does not move, by reason.</param>
public sealed record SimulationDocument(
    string Policy, DateTimeOffset AsOf, string? Prices, long Objects, long Bytes, BucketVersioning? Versioning, SupersededVersions SupersededVersions,
    string? Superseded, CostDocument Total, decimal MonthlyOfSuperseded, DateOnly? BreakEven, IReadOnlyList<SimulatedTransitionDocument> Transitions, IReadOnlyList<SimulatedRefusal> Refusals)
{
    /// <summary>The document of a simulation.</summary>
    public static SimulationDocument Of(SimulationReport report) => new(
        report.Policy, report.AsOf, report.Prices, report.Objects, report.Bytes, report.Versioning, report.SupersededVersions, report.Superseded,
        CostDocument.Of(report.Cost), report.MonthlyOfSuperseded, report.BreakEven,
        [.. report.Transitions.Select(t => new SimulatedTransitionDocument(t.Rule, t.FromClass, t.ToClass, t.Objects, t.Bytes, t.Restored, t.Losing, CostDocument.Of(t.Cost), t.BreakEven))],
        report.Refusals);
}

/// <summary>One line of a simulation.</summary>
/// <param name="Rule">Name of the rule.</param>
/// <param name="FromClass">Class before.</param>
/// <param name="ToClass">Class after.</param>
/// <param name="Objects">Objects moved.</param>
/// <param name="Bytes">Their size.</param>
/// <param name="Restored">Of them: restored first.</param>
/// <param name="Losing">Of them: never cheaper than before.</param>
/// <param name="Cost">What that costs.</param>
/// <param name="BreakEven">The day from which money is saved; <c>null</c>: never.</param>
public sealed record SimulatedTransitionDocument(
    string Rule, string FromClass, string ToClass, long Objects, long Bytes, long Restored, long Losing, CostDocument Cost, DateOnly? BreakEven);

/// <summary>What is paid once, and monthly storage before and after.</summary>
/// <param name="Once">All that is paid once.</param>
/// <param name="Requests">Of it: requests.</param>
/// <param name="Retrieval">Of it: retrieval from archive classes.</param>
/// <param name="EarlyDeletion">Of it: minimum storage times that are cut short.</param>
/// <param name="MonthlyBefore">Storage per month before.</param>
/// <param name="MonthlyAfter">Storage per month after.</param>
public sealed record CostDocument(decimal Once, decimal Requests, decimal Retrieval, decimal EarlyDeletion, decimal MonthlyBefore, decimal MonthlyAfter)
{
    /// <summary>The document of a cost.</summary>
    public static CostDocument Of(TransitionCost cost) => new(cost.Once, cost.Requests, cost.Retrieval, cost.EarlyDeletion, cost.MonthlyBefore, cost.MonthlyAfter);
}
