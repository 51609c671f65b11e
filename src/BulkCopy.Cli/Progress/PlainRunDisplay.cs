using System.Globalization;
using BulkCopy.Cli.Output;
using BulkCopy.Engine.Jobs;

namespace BulkCopy.Cli.Progress;

/// <summary>One line every few seconds and at each change of state, for logs.</summary>
internal sealed class PlainRunDisplay(TextWriter output, TimeProvider time) : IRunDisplay
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(3);
    private long _lastLine;
    private RunState? _lastState;

    public TimeSpan Interval { get; } = TimeSpan.FromMilliseconds(250);

    public Task OpenAsync(Func<Action<ProgressSnapshot>, Task> watch) => watch(Show);

    private void Show(ProgressSnapshot snapshot)
    {
        if (_lastState == snapshot.Run.State && (time.GetElapsedTime(_lastLine) < Between || RunFacts.IsOver(snapshot.Run)))
            return;
        _lastLine = time.GetTimestamp();
        _lastState = snapshot.Run.State;
        output.WriteLine(Line(snapshot));
    }

    internal static string Line(ProgressSnapshot snapshot)
    {
        var run = snapshot.Run;
        var totals = run.Totals;
        var phase = RunFacts.Phase(run);
        var parts = new List<string>
        {
            $"{snapshot.At.ToString("HH:mm:ss", CultureInfo.InvariantCulture)} run {run.Id} {run.State}{(phase.Length == 0 ? "" : $" ({phase})")}",
            run.ListingDone
                ? $"{Quantity.Count(totals.Finished)} of {Quantity.Count(totals.Listed)} objects ({Quantity.Percent(totals.Finished, totals.Listed)})"
                : $"{Quantity.Count(totals.Finished)} of {Quantity.Count(totals.Listed)} objects listed so far",
            ByteSize.Format(totals.Bytes),
        };
        if (!RunFacts.IsAtRest(run))
            parts.Add($"{Quantity.Rate(snapshot.ObjectsPerSecond)} objects/s, {ByteSize.Format(snapshot.BytesPerSecond)}/s");
        if (snapshot.Remaining is { } remaining)
            parts.Add($"{Duration.Format(remaining)} left");
        parts.Add($"verified {Quantity.Count(totals.Verified)}, failed {Quantity.Count(totals.Failed)}, retries {Quantity.Count(totals.Retries)}");
        return string.Join("; ", parts);
    }
}
