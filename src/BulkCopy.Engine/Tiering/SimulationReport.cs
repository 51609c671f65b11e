using System.Globalization;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Tiering;

/// <summary>What a policy would do, and what it would cost and save.</summary>
public sealed record SimulationReport
{
    /// <summary>Name of the policy.</summary>
    public required string Policy { get; init; }
    /// <summary>The moment that ages are measured at.</summary>
    public required DateTimeOffset AsOf { get; init; }
    /// <summary>Objects looked at.</summary>
    public required long Objects { get; init; }
    /// <summary>Their size in bytes.</summary>
    public required long Bytes { get; init; }
    /// <summary>Transitions that would be made, by rule and classes.</summary>
    public required IReadOnlyList<SimulatedTransition> Transitions { get; init; }
    /// <summary>Transitions that a rule wants and that would not be made, by rule and reason.</summary>
    public required IReadOnlyList<SimulatedRefusal> Refusals { get; init; }
    /// <summary>Day and currency of the prices; <c>null</c>: amounts are all zero.</summary>
    public required string? Prices { get; init; }
    /// <summary>Versioning of the bucket, if it could be asked.</summary>
    public BucketVersioning? Versioning { get; init; }
    /// <summary>What becomes of the versions that transitions supersede.</summary>
    public required SupersededVersions SupersededVersions { get; init; }

    /// <summary>All transitions together.</summary>
    public TransitionCost Cost => Transitions.Aggregate(default(TransitionCost), (sum, transition) => sum + transition.Cost);

    /// <summary>Storage of a month that superseded versions go on costing, where they are kept.</summary>
    public decimal MonthlyOfSuperseded =>
        Versioning is BucketVersioning.Enabled or BucketVersioning.Suspended && SupersededVersions == SupersededVersions.Keep ? Cost.MonthlyBefore : 0;

    /// <summary>What becomes of the versions that transitions supersede, as a sentence; <c>null</c> for a bucket that never kept versions.</summary>
    public string? Superseded => Versioning switch
    {
        BucketVersioning.Never => null,
        null => SupersededVersions == SupersededVersions.Keep
            ? "Whether the bucket keeps versions could not be asked. If it does, the policy keeps superseded ones, which go on costing what they cost now."
            : "Whether the bucket keeps versions could not be asked. If it does, the policy deletes each superseded one after its transition was verified.",
        _ => SupersededVersions == SupersededVersions.Keep
            ? string.Create(CultureInfo.InvariantCulture, $"The bucket keeps versions, and the policy keeps superseded ones: they go on costing {MonthlyOfSuperseded:0.######} per month.")
            : "The bucket keeps versions; the policy deletes each superseded one after its transition was verified.",
    };

    /// <summary>When what is saved has paid for what was spent; <c>null</c> if it never does.</summary>
    public DateOnly? BreakEven => Of(Cost with { MonthlyAfter = Cost.MonthlyAfter + MonthlyOfSuperseded }, AsOf);

    internal static DateOnly? Of(TransitionCost cost, DateTimeOffset asOf)
    {
        var daily = (cost.MonthlyBefore - cost.MonthlyAfter) / 30;
        if (daily <= 0) return cost.Once <= 0 && daily == 0 ? DateOnly.FromDateTime(asOf.UtcDateTime) : null;
        var days = Math.Ceiling(cost.Once / daily);
        return days > 36_500 ? null : DateOnly.FromDateTime(asOf.UtcDateTime).AddDays((int)days);
    }
}

/// <summary>Objects that a rule would move from one class to another.</summary>
public sealed record SimulatedTransition
{
    /// <summary>Name of the rule.</summary>
    public required string Rule { get; init; }
    /// <summary>Class before.</summary>
    public required string FromClass { get; init; }
    /// <summary>Class after.</summary>
    public required string ToClass { get; init; }
    /// <summary>How many.</summary>
    public required long Objects { get; init; }
    /// <summary>Their size.</summary>
    public required long Bytes { get; init; }
    /// <summary>How many of them are restored first.</summary>
    public required long Restored { get; init; }
    /// <summary>How many of them lose money, by the policy's choice.</summary>
    public required long Losing { get; init; }
    /// <summary>What they cost.</summary>
    public required TransitionCost Cost { get; init; }
    /// <summary>When what is saved has paid for what was spent; <c>null</c> if it never does.</summary>
    public required DateOnly? BreakEven { get; init; }
}

/// <summary>Objects that a rule wants elsewhere and that would stay.</summary>
public sealed record SimulatedRefusal(string Rule, string Code, string Example, long Objects, long Bytes);
