using BulkCopy.Engine.Jobs;
using BulkCopy.Server.Access;
using BulkCopy.Server.Options;
using Microsoft.Extensions.Options;

namespace BulkCopy.Server.Api;

/// <summary>Moves runs from state to state at an operator's word. Asking twice is no error.</summary>
internal sealed class RunSteering(IRunLedger runs, IOptions<ServerOptions> options)
{
    /// <summary>What an operator can ask for.</summary>
    internal sealed record Wish(string Participle, IReadOnlyList<RunState> From, RunState To, IReadOnlyList<RunState> Already);

    public static readonly Wish Confirm = new("confirmed", [RunState.Suspended], RunState.Ready, [RunState.Ready, RunState.Active]);
    public static readonly Wish Pause = new("paused", [RunState.Active], RunState.Pausing, [RunState.Pausing, RunState.Paused]);
    public static readonly Wish Resume = new("resumed", [RunState.Paused, RunState.Pausing], RunState.Active, [RunState.Active]);
    public static readonly Wish Cancel = new(
        "cancelled",
        [RunState.New, RunState.Preparing, RunState.Suspended, RunState.Ready, RunState.Active, RunState.Pausing, RunState.Paused],
        RunState.Cancelling, [RunState.Cancelling, RunState.Cancelled]);

    /// <summary>Why this actor may not confirm this run; <c>null</c> if they may.</summary>
    public string? ObjectionToConfirm(Run run, Actor actor) =>
        actor.Role >= Role.Approver || options.Value.Approval.ReasonFor(run.Totals.Listed, run.Totals.ListedBytes) is not { } reason
            ? null : $"Run {run.Id} needs an approver: {reason}.";

    /// <summary>Moves the run; the run as it is then, or <c>null</c> if its state forbids it.</summary>
    public async Task<Run?> MoveAsync(Run run, Wish wish, Actor actor, CancellationToken cancellationToken)
    {
        var moved = wish.From.Contains(run.State)
            // Only from the state that was looked at: somebody else may have asked for something meanwhile.
            && await runs.MoveAsync(run.Id, [run.State], wish.To, $"{wish.Participle} by {actor.Name}", cancellationToken);
        if (moved)
        {
            await runs.AppendEventAsync(run.Id, wish.Participle, $"{wish.Participle} by {actor.Name}", cancellationToken);
            await runs.AdvanceAsync(run.Id, cancellationToken);
        }
        var now = await runs.FindAsync(run.Id, cancellationToken) ?? run;
        return moved || wish.Already.Contains(now.State) ? now : null;
    }
}
