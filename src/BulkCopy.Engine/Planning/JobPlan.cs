using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Planning;

/// <summary>What a job would do if it ran now. Made from listings; nothing is written.</summary>
public sealed record JobPlan
{
    /// <summary>Name of the job.</summary>
    public required string Name { get; init; }
    /// <summary>What is copied.</summary>
    public required IReadOnlyList<StoreLocation> Sources { get; init; }
    /// <summary>Where to.</summary>
    public required StoreLocation Destination { get; init; }
    /// <summary>When it was looked.</summary>
    public required DateTimeOffset AsOf { get; init; }
    /// <summary>Objects that the sources have.</summary>
    public required long Objects { get; init; }
    /// <summary>Their size in bytes.</summary>
    public required long Bytes { get; init; }
    /// <summary>Objects of the sources that are not copied, by reason.</summary>
    public required IReadOnlyList<LeftOut> LeftOut { get; init; }
    /// <summary>What is copied, by way.</summary>
    public required IReadOnlyList<PlannedWay> Ways { get; init; }
    /// <summary>Objects at the destination that are deleted.</summary>
    public required long Deletions { get; init; }
    /// <summary>Why the run would refuse to delete them, as a sentence; <c>null</c> if it would not.</summary>
    public string? DeletionRefusal { get; init; }
    /// <summary>Objects at the destination whose place copies take; <c>null</c> if the destination was not listed.</summary>
    public long? Overwritten { get; init; }
    /// <summary>Their size in bytes.</summary>
    public long OverwrittenBytes { get; init; }
    /// <summary>Versioning of the destination, if it could be asked.</summary>
    public BucketVersioning? Versioning { get; init; }
    /// <summary>Requests that a run by one worker sends when nothing fails, by store and API.</summary>
    public required IReadOnlyList<PlannedRequests> Requests { get; init; }
    /// <summary>What will not be copied or carried, by reason.</summary>
    public required IReadOnlyList<PlanObstacle> Obstacles { get; init; }
    /// <summary>What else is to be known, a sentence each.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
    /// <summary>How long it would take.</summary>
    public required PlanDuration Duration { get; init; }
    /// <summary>What it would cost, by item; empty without prices.</summary>
    public required IReadOnlyList<PlanCost> Costs { get; init; }
    /// <summary>Set if not all was listed: all numbers are then extrapolated.</summary>
    public PlanSample? Sample { get; init; }

    /// <summary>Objects that are copied.</summary>
    public long Copies => Ways.Sum(way => way.Objects);
    /// <summary>Their size in bytes.</summary>
    public long CopyBytes => Ways.Sum(way => way.Bytes);
}

/// <summary>Objects that are copied in the same way.</summary>
/// <param name="Way">How.</param>
/// <param name="Reason">Why so, as a sentence.</param>
/// <param name="Objects">How many.</param>
/// <param name="Bytes">Their size.</param>
/// <param name="Parts">Parts in all; 0 where objects are copied whole.</param>
public sealed record PlannedWay(CopyWay Way, string Reason, long Objects, long Bytes, long Parts);

/// <summary>Requests of one API to one store.</summary>
/// <param name="Side"><c>source</c> or <c>destination</c>.</param>
/// <param name="Store">Name of the store.</param>
/// <param name="Api">Name of the API as S3 calls it.</param>
/// <param name="Count">How many.</param>
/// <param name="IsEstimate">Whether the number depends on what only the objects themselves tell: tags, checksums.</param>
public sealed record PlannedRequests(string Side, string Store, string Api, long Count, bool IsEstimate);

/// <summary>Objects that will not be copied, or not with all they have.</summary>
/// <param name="Code">The reason in one word.</param>
/// <param name="Message">The reason as a sentence.</param>
/// <param name="Objects">How many.</param>
/// <param name="Bytes">Their size.</param>
/// <param name="Example">Key of one of them.</param>
public sealed record PlanObstacle(string Code, string Message, long Objects, long Bytes, string Example);

/// <summary>How long a run takes, and what that assumes.</summary>
/// <param name="Expected">The longest of its steps; they run at the same time.</param>
/// <param name="Limit">The step that takes so long.</param>
/// <param name="Assumptions">The rates that were assumed, a sentence each.</param>
public sealed record PlanDuration(TimeSpan Expected, string Limit, IReadOnlyList<string> Assumptions);

/// <summary>One item of what a run costs.</summary>
/// <param name="Item">What is paid for.</param>
/// <param name="Quantity">How much of it, with its unit.</param>
/// <param name="Amount">Amount in <paramref name="Currency"/>.</param>
/// <param name="Currency">Currency code.</param>
/// <param name="IsMonthly">Paid every month; otherwise once.</param>
public sealed record PlanCost(string Item, string Quantity, decimal Amount, string Currency, bool IsMonthly);

/// <summary>How much of the listings was read, and how much there seems to be.</summary>
/// <param name="Objects">Objects of the sources that were looked at.</param>
/// <param name="Factor">What all numbers were multiplied with; 1 where the size of the rest is not known.</param>
/// <param name="How">How it was sampled, as a sentence.</param>
public sealed record PlanSample(long Objects, double Factor, string How);
