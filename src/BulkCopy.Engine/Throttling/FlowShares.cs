namespace BulkCopy.Engine.Throttling;

/// <summary>
/// Divides what the fleet may do among its workers. Every worker computes its own share from the same reports: those that wait get equal parts of what the
/// others leave; those that do not wait get a little more than they use, so that they can begin at once when work comes.
/// </summary>
public static class FlowShares
{
    private const double Headroom = 1.2;
    private const double Floor = 0.05;
    private static readonly TimeSpan Rotation = TimeSpan.FromSeconds(2);

    /// <summary>The share of the worker that made <paramref name="mine"/>.</summary>
    /// <param name="bounds">What operators allow the fleet.</param>
    /// <param name="level">What the fleet learned.</param>
    /// <param name="use">All reports, this worker's included.</param>
    /// <param name="mine">This worker's report.</param>
    /// <param name="isKnown">Whether the others know of this worker; before they do, it gets nothing of what is limited.</param>
    /// <param name="now">The database's clock.</param>
    public static FlowBounds Of(in FlowBounds bounds, FlowLevel level, in FleetUse use, in FlowReport mine, bool isKnown, DateTimeOffset now)
    {
        var rate = Math.Min(bounds.RequestsPerSecond, level.Rate ?? double.PositiveInfinity);
        return new FlowBounds(
            Divide(rate, use.Workers, use.Hungry, use.CalmRate, mine.IsHungry, mine.Accepted, isKnown),
            Divide(bounds.BytesPerSecond, use.Workers, use.HungryForBytes, use.CalmBytes, mine.IsHungryForBytes, mine.BytesPerSecond, isKnown),
            Math.Min(DivideInFlight(bounds.InFlight, use, isKnown, now), DivideLearned(level.InFlight, use, mine)));
    }

    private static double Divide(double whole, int workers, int hungry, double calmUse, bool isHungry, double used, bool isKnown)
    {
        if (double.IsPositiveInfinity(whole)) return whole;
        if (!isKnown) return 0;
        var equal = whole / workers;
        var reserved = (Headroom * calmUse) + (Floor * equal * (workers - hungry));
        if (isHungry) return Math.Max(equal, (whole - reserved) / hungry);
        var demand = (Headroom * used) + (Floor * equal);
        if (hungry == 0) return Math.Max(0, demand + ((whole - reserved) / workers));
        return whole - reserved < equal * hungry ? Math.Min(demand, equal) : demand;
    }

    /// <summary>Fewer requests than workers: those that may send take turns.</summary>
    private static int DivideInFlight(int whole, in FleetUse use, bool isKnown, DateTimeOffset now)
    {
        if (whole == int.MaxValue) return whole;
        if (!isKnown) return 0;
        var turn = (use.Rank + (now.UtcTicks / Rotation.Ticks)) % use.Workers;
        return (whole / use.Workers) + (turn < whole % use.Workers ? 1 : 0);
    }

    private static int DivideLearned(int? whole, in FleetUse use, in FlowReport mine) =>
        whole is { } level ? Math.Max(1, (int)Math.Ceiling(level * (mine.InFlight + 1.0) / (use.InFlight + use.Workers))) : int.MaxValue;
}
