using System.Globalization;
using BulkCopy.Engine.Jobs;

namespace BulkCopy.Engine.Comparing;

/// <summary>Stands between the listing of a run and its work: tells what was found, and lets nobody confirm deletions above the job's limit.</summary>
internal static class MirrorGate
{
    /// <summary>Whether a run is listed to its end before anything of it begins.</summary>
    public static bool ListsFirst(JobSpec spec) => spec.Confirm || spec.Compare == ComparePolicy.Mirror;

    /// <summary>Looks at a run that is suspended. May be called again and again, by any worker.</summary>
    public static async Task JudgeAsync(IRunLedger runs, Run run, CancellationToken cancellationToken)
    {
        var mirrors = run.Spec.Compare == ComparePolicy.Mirror;
        if (mirrors && run.Spec.Deletions?.Refusal(run.Totals) is { } refusal)
            await runs.MoveAsync(run.Id, [RunState.Suspended], RunState.Failing, $"Nothing was copied or deleted. {refusal}", cancellationToken).ConfigureAwait(false);
        else if (mirrors && !run.Spec.Confirm && run.Totals.ToDelete == 0)
            await runs.MoveAsync(run.Id, [RunState.Suspended], RunState.Ready, null, cancellationToken).ConfigureAwait(false);
        else if (run.StateReason is null)
            await runs.MoveAsync(run.Id, [RunState.Suspended], RunState.Suspended, Found(run), cancellationToken).ConfigureAwait(false);
    }

    private static string Found(Run run)
    {
        var totals = run.Totals;
        var copies = string.Create(CultureInfo.InvariantCulture, $"{totals.Listed - totals.ToDelete} objects ({totals.ListedBytes} bytes) are to be copied");
        return totals.ToDelete == 0
            ? $"{copies}; nothing is copied before 'bulkcopy runs confirm {run.Id}'"
            : string.Create(CultureInfo.InvariantCulture,
                $"{copies}, and {totals.ToDelete} of {totals.DestinationSeen} objects at the destination are to be deleted; nothing is copied or deleted before 'bulkcopy runs confirm {run.Id}'");
    }
}
