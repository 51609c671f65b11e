using System.Globalization;

namespace BulkCopy.Engine.Jobs;

/// <summary>How much a mirroring run may delete at its destination. At least one limit must be given; both are looked at before the first deletion.</summary>
public sealed record DeletionLimit
{
    /// <summary>Most objects deleted by a run; <c>null</c>: no such limit.</summary>
    public long? Objects { get; init; }
    /// <summary>Most objects deleted by a run, as a share of what the destination had under its prefix, percent; <c>null</c>: no such limit.</summary>
    public double? Percent { get; init; }
    /// <summary>Delete even if the source has no object at all, which mostly means that a wrong place was named. Default: the run fails.</summary>
    public bool EvenIfSourceIsEmpty { get; init; }

    /// <summary>Why a run with these totals must not delete, as a sentence; <c>null</c> if it may.</summary>
    /// <param name="totals">Totals of a run that is wholly listed.</param>
    public string? Refusal(RunTotals totals)
    {
        if (totals.ToDelete == 0) return null;
        if (totals.SourceSeen == 0 && !EvenIfSourceIsEmpty)
            return Text($"The source is empty, so that all {totals.ToDelete} objects at the destination would be deleted: look whether the source is the right one; if it is, say so (--delete-if-source-empty).");
        if (Objects is null && Percent is null) return Text($"{totals.ToDelete} objects would be deleted, and no limit was given: name one (--delete-max).");
        if (Objects is { } objects && totals.ToDelete > objects)
            return Text($"{totals.ToDelete} objects would be deleted, and at most {objects} may be: look at them in a plan, then raise the limit (--delete-max).");
        if (Percent is { } percent && totals.ToDelete * 100.0 > totals.DestinationSeen * percent)
            return Text($"{totals.ToDelete} of {totals.DestinationSeen} objects at the destination would be deleted, which is more than {percent} %: look at them in a plan, then raise the limit (--delete-max).");
        return null;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
