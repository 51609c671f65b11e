using BulkCopy.Engine.Jobs;

namespace BulkCopy.Cli.Progress;

/// <summary>A run at one moment, with its rates.</summary>
internal sealed record ProgressSnapshot
{
    public required Run Run { get; init; }

    public required DateTimeOffset At { get; init; }

    public required double ObjectsPerSecond { get; init; }

    public required double BytesPerSecond { get; init; }

    /// <summary>Time to the end at this rate; <c>null</c> while that cannot be known.</summary>
    public required TimeSpan? Remaining { get; init; }
}
