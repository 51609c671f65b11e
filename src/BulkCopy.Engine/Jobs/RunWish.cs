namespace BulkCopy.Engine.Jobs;

/// <summary>What an operator can ask of a run.</summary>
/// <param name="Verb">How it is asked for, for instance <c>pause</c>.</param>
/// <param name="Participle">What becomes of the run, for messages.</param>
/// <param name="From">States in which it can be asked for.</param>
/// <param name="To">The state asked for.</param>
/// <param name="Already">States that mean that it was asked for before; asking twice is no error.</param>
public sealed record RunWish(string Verb, string Participle, IReadOnlyList<RunState> From, RunState To, IReadOnlyList<RunState> Already)
{
    /// <summary>Let a run begin that was listed and waits for confirmation.</summary>
    public static RunWish Confirm { get; } = new("confirm", "confirmed", [RunState.Suspended], RunState.Ready, [RunState.Ready, RunState.Active]);

    /// <summary>Finish what is in flight and begin nothing new.</summary>
    public static RunWish Pause { get; } = new(
        "pause", "paused", [RunState.New, RunState.Ready, RunState.Active], RunState.Pausing, [RunState.Pausing, RunState.Paused]);

    /// <summary>Go on with a paused run. One that was paused before it was confirmed is listed to its end and waits again.</summary>
    public static RunWish Resume { get; } = new("resume", "resumed", [RunState.Paused, RunState.Pausing], RunState.Active, [RunState.Active, RunState.Preparing]);

    /// <summary>Cancel for good; what was copied stays.</summary>
    public static RunWish Cancel { get; } = new(
        "cancel", "cancelled",
        [RunState.New, RunState.Preparing, RunState.Suspended, RunState.Ready, RunState.Active, RunState.Pausing, RunState.Paused],
        RunState.Cancelling, [RunState.Cancelling, RunState.Cancelled]);
}
