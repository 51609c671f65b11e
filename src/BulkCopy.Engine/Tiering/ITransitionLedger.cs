using BulkCopy.Engine.Jobs;

namespace BulkCopy.Engine.Tiering;

/// <summary>The record of transitions, for reading.</summary>
public interface ITransitionLedger
{
    /// <summary>Transitions by day, rule and class from one day through another, oldest first. Reads sums that are kept, not the ledger.</summary>
    Task<IReadOnlyList<TransitionDay>> ReadDaysAsync(DateOnly from, DateOnly through, RunId? run, CancellationToken cancellationToken);

    /// <summary>Transitions of a run in the order of entries, after <paramref name="afterEntry"/>.</summary>
    Task<IReadOnlyList<Transition>> ListAsync(RunId run, long afterEntry, int most, CancellationToken cancellationToken);
}

/// <summary>Transitions of one day by one rule between two classes.</summary>
public sealed record TransitionDay(DateOnly Day, string Rule, string FromClass, string ToClass, long Objects, long Bytes, decimal Cost);

/// <summary>One object that was moved.</summary>
/// <param name="Run">The run.</param>
/// <param name="Entry">Number of its entry.</param>
/// <param name="Key">Key.</param>
/// <param name="VersionBefore">Version that was copied, where there are versions.</param>
/// <param name="VersionAfter">Version that was made.</param>
/// <param name="ClassBefore">Class before.</param>
/// <param name="ClassAfter">Class after.</param>
/// <param name="Bytes">Size.</param>
/// <param name="Rule">Number of the rule.</param>
/// <param name="Cost">What was paid once, in the price table's currency.</param>
/// <param name="At">When.</param>
public sealed record Transition(
    RunId Run, long Entry, string Key, string? VersionBefore, string? VersionAfter, string? ClassBefore, string ClassAfter, long Bytes, int Rule, decimal Cost, DateTimeOffset At);
