using BulkCopy.Engine.Jobs;

namespace BulkCopy.Cli.Output;

/// <summary>What follows from a run's record.</summary>
internal static class RunFacts
{
    public static bool IsOver(Run run) => run.State is RunState.Complete or RunState.Cancelled or RunState.Failed;

    /// <summary>Whether nothing moves until somebody acts.</summary>
    /// <remarks>A mirror that finds nothing to delete goes on by itself; what it waits for, if it does, stands in its reason.</remarks>
    public static bool IsAtRest(Run run) =>
        IsOver(run) || run.State is RunState.Paused || (run.State is RunState.Suspended && (run.Spec.Compare != ComparePolicy.Mirror || run.StateReason is not null));

    /// <summary>The exit code of a verb that waited for the run.</summary>
    public static int ExitCode(Run run) => run.State switch
    {
        RunState.Complete when run.Totals.Failed + run.Totals.SourceChanged > 0 => ExitCodes.FinishedWithFailures,
        RunState.Complete or RunState.Suspended => ExitCodes.Done,
        _ => ExitCodes.Failed,
    };

    /// <summary>From the beginning of work to its end, or to now.</summary>
    public static TimeSpan Elapsed(Run run, DateTimeOffset now) => run.Elapsed(now);

    /// <summary>What it is doing, in words.</summary>
    public static string Phase(Run run) => run.State switch
    {
        RunState.New or RunState.Ready => "waiting for a worker",
        RunState.Preparing => "listing",
        RunState.Suspended => "waiting for confirmation",
        RunState.Active => run.ListingDone ? "copying" : "listing and copying",
        RunState.Pausing => "finishing what is in flight",
        RunState.Paused => "paused",
        RunState.Completing => "checking totals",
        RunState.Cancelling or RunState.Failing => "stopping, aborting open uploads",
        _ => run.StateReason ?? "",
    };
}
