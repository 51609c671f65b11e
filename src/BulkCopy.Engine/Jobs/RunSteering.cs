using BulkCopy.Engine.Comparing;

namespace BulkCopy.Engine.Jobs;

/// <summary>Moves runs from state to state at an operator's wish.</summary>
/// <param name="runs">The runs.</param>
public sealed class RunSteering(IRunLedger runs)
{
    /// <summary>Moves the run from the state in which it was looked at; somebody else may have asked for something meanwhile.</summary>
    /// <param name="run">The run.</param>
    /// <param name="wish">What is asked for.</param>
    /// <param name="whence">Who asks and from where, as the end of a sentence: <c>by mei</c>.</param>
    /// <param name="cancellationToken">Stops before it is moved.</param>
    /// <returns>The run as it is then; <c>null</c> if its state forbids it.</returns>
    public async Task<Run?> MoveAsync(Run run, RunWish wish, string whence, CancellationToken cancellationToken)
    {
        // Judged before it is confirmed, also if no worker has looked at it since it was listed.
        if (wish == RunWish.Confirm && run.State == RunState.Suspended) await MirrorGate.JudgeAsync(runs, run, cancellationToken).ConfigureAwait(false);
        var reason = $"{char.ToUpperInvariant(wish.Participle[0])}{wish.Participle[1..]} {whence}.";
        var moved = wish.From.Contains(run.State) && await runs.MoveAsync(run.Id, [run.State], wish.To, reason, cancellationToken).ConfigureAwait(false);
        if (moved)
        {
            await runs.AppendEventAsync(run.Id, wish.Participle, reason, cancellationToken).ConfigureAwait(false);
            await runs.AdvanceAsync(run.Id, cancellationToken).ConfigureAwait(false);
        }
        var now = await runs.FindAsync(run.Id, cancellationToken).ConfigureAwait(false) ?? run;
        return moved || wish.Already.Contains(now.State) ? now : null;
    }
}
