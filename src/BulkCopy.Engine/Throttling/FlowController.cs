namespace BulkCopy.Engine.Throttling;

/// <summary>
/// Finds the rate that a bucket bears. A throttled request cuts the fleet's rate to just below what was accepted; from there the rate rises along a
/// cubic curve: fast at first, flat around the last ceiling, fast again beyond it. The curve is scaled by the ceiling, so that its times hold for every rate.
/// </summary>
public static class FlowController
{
    /// <summary>What a cut leaves of the rate that was accepted. 0.9 costs about 2.5 % of the ceiling on average; less would cost more, more would reach the ceiling again at once.</summary>
    public const double AfterCut = 0.9;

    /// <summary>From a cut until the last ceiling is reached again. At 2.9 times this the rate has grown by 70 %, at 3.2 times it has doubled.</summary>
    public static readonly TimeSpan Plateau = TimeSpan.FromSeconds(5);

    /// <summary>After a cut nothing is cut or raised for so long: what was sent before is still being answered, and every worker must have read its new share.</summary>
    public static readonly TimeSpan Hold = TimeSpan.FromSeconds(1);

    /// <summary>Steps are made no more often.</summary>
    public static readonly TimeSpan StepInterval = TimeSpan.FromMilliseconds(250);

    private const double Unknown = 1e9;
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(15);

    /// <summary>The level that follows; <c>null</c> if there is nothing to do yet.</summary>
    public static FlowLevel? Step(FlowLevel level, in FleetUse use, DateTimeOffset now)
    {
        var stepped = level.Revision == 0 ? level with { SteppedAt = now } : level;
        if (IsCutDue(level, use, now)) return Cut(stepped, use, now) with { Revision = level.Revision + 1, SteppedAt = now };
        if (level.IsAtRest || now - level.SteppedAt < StepInterval) return null;
        return Raise(stepped, use, now) with { Revision = level.Revision + 1, SteppedAt = now };
    }

    private static bool IsCutDue(FlowLevel level, in FleetUse use, DateTimeOffset now) =>
        use.ThrottledAt is { } throttled && (level.CutAt is { } cut ? throttled > cut + Hold : throttled > now - 2 * Hold);

    private static FlowLevel Cut(FlowLevel level, in FleetUse use, DateTimeOffset now)
    {
        var isCalm = level.CutAt is not { } last || now - last > Calm;
        // After a quiet time one slow second says little about the bucket; when cuts follow each other only the last second counts.
        var accepted = Math.Max(use.Accepted, isCalm ? use.AcceptedBefore : 0);
        var was = level.Rate ?? Math.Max(accepted, use.Workers);
        var floor = Math.Max(1, use.Workers / 2.0);
        double ceiling, rate;
        if (isCalm)
        {
            // What came through before the first signal was a burst: the ceiling is looked for by doubling.
            ceiling = level.Rate is null ? Unknown : Math.Min(was, Math.Max(accepted, was / 2));
            rate = AfterCut * Math.Min(was, ceiling);
        }
        else
        {
            // A store that refuses everything says nothing about its ceiling.
            ceiling = accepted < was / 20 ? level.Ceiling : Math.Max(accepted, 0.7 * Math.Min(was, level.Ceiling));
            rate = Math.Min(AfterCut * was, Math.Max(AfterCut * accepted, was / 2));
        }
        var inFlight = isCalm ? use.InFlight : (int)(0.7 * (level.InFlight ?? use.InFlight));
        return level with
        {
            Rate = Math.Max(floor, rate),
            Ceiling = Math.Max(floor, ceiling),
            CutAt = now,
            RisingSince = now + Hold,
            InFlight = Math.Max(use.Workers, inFlight),
        };
    }

    private static FlowLevel Raise(FlowLevel level, in FleetUse use, DateTimeOffset now)
    {
        var elapsed = Math.Min((now - level.SteppedAt).TotalSeconds, 2);
        if (now < level.RisingSince) return level;
        var next = RaiseInFlight(level, use, elapsed);
        if (level.Rate is not { } rate) return next;
        if (now - level.CutAt > Forgotten && rate > 2 * level.Ceiling) return next with { Rate = null };
        // What is not used proves nothing: the curve waits.
        if (use.Hungry == 0 || rate > 1.5 * Math.Max(use.Accepted, use.AcceptedBefore) + 2) return next with { RisingSince = level.RisingSince + TimeSpan.FromSeconds(elapsed) };
        if (rate < AfterCut * level.Ceiling)
            return next with { Rate = Math.Min(AfterCut * level.Ceiling, rate * Math.Pow(2, elapsed)), RisingSince = now };
        var place = ((now - level.RisingSince) - Plateau) / Plateau;
        return next with { Rate = Math.Max(rate, level.Ceiling * (1 + ((1 - AfterCut) * place * place * place))) };
    }

    private static FlowLevel RaiseInFlight(FlowLevel level, in FleetUse use, double elapsed)
    {
        if (level.InFlight is not { } inFlight) return level;
        var raised = inFlight + (int)Math.Ceiling(Math.Max(use.Workers, 0.05 * inFlight) * elapsed / StepInterval.TotalSeconds);
        return level with { InFlight = raised >= use.Most ? null : raised };
    }
}
