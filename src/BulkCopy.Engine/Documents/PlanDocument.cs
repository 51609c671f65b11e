using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Planning;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Documents;

/// <summary>What a job would do if it ran now. Amounts are in the currency that stands beside them.</summary>
/// <param name="Name">Name of the job.</param>
/// <param name="Sources">What would be copied.</param>
/// <param name="Destination">Where to.</param>
/// <param name="AsOf">When it was looked.</param>
/// <param name="Objects">Objects that the sources have.</param>
/// <param name="Bytes">Their size.</param>
/// <param name="Copies">Objects that would be copied.</param>
/// <param name="CopyBytes">Their size.</param>
/// <param name="Deletions">Objects at the destination that would be deleted.</param>
/// <param name="DeletionRefusal">Why the run would refuse to delete them, as a sentence; <c>null</c> if it would not.</param>
/// <param name="Overwritten">Objects at the destination whose place copies take; <c>null</c> if the destination was not listed.</param>
/// <param name="OverwrittenBytes">Their size.</param>
/// <param name="Versioning">Versioning of the destination, if it could be asked.</param>
/// <param name="Ways">What would be copied, by way.</param>
/// <param name="LeftOut">What would not be copied, by reason.</param>
/// <param name="Obstacles">What would fail or not be carried, by reason.</param>
/// <param name="Requests">Requests, by store and API.</param>
/// <param name="Time">How long it would take.</param>
/// <param name="Costs">What it would cost, by item; empty without prices.</param>
/// <param name="Notes">What else is to be known, a sentence each.</param>
/// <param name="Sample">Set if not all was listed: all numbers are then extrapolated.</param>
public sealed record PlanDocument(
    string Name, IReadOnlyList<string> Sources, string Destination, DateTimeOffset AsOf, long Objects, long Bytes, long Copies, long CopyBytes, long Deletions, string? DeletionRefusal,
    long? Overwritten, long OverwrittenBytes, BucketVersioning? Versioning, IReadOnlyList<PlannedWay> Ways, IReadOnlyList<LeftOut> LeftOut, IReadOnlyList<PlanObstacle> Obstacles,
    IReadOnlyList<PlannedRequests> Requests, PlanTimeDocument Time, IReadOnlyList<PlanCost> Costs, IReadOnlyList<string> Notes, PlanSample? Sample)
{
    /// <summary>The document of a plan.</summary>
    public static PlanDocument Of(JobPlan plan) => new(
        plan.Name, [.. plan.Sources.Select(source => source.ToString())], plan.Destination.ToString(), plan.AsOf, plan.Objects, plan.Bytes, plan.Copies, plan.CopyBytes,
        plan.Deletions, plan.DeletionRefusal, plan.Overwritten, plan.OverwrittenBytes, plan.Versioning, plan.Ways, plan.LeftOut, plan.Obstacles, plan.Requests,
        new PlanTimeDocument(plan.Duration.Expected.TotalSeconds, plan.Duration.Limit, plan.Duration.Assumptions), plan.Costs, plan.Notes, plan.Sample);
}

/// <summary>How long a run takes, and what that assumes.</summary>
/// <param name="Seconds">The longest of its steps; they run at the same time.</param>
/// <param name="Limit">The step that takes so long.</param>
/// <param name="Assumptions">The rates that were assumed, a sentence each.</param>
public sealed record PlanTimeDocument(double Seconds, string Limit, IReadOnlyList<string> Assumptions);
