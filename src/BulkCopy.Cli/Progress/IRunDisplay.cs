namespace BulkCopy.Cli.Progress;

/// <summary>Shows a run while it goes on.</summary>
internal interface IRunDisplay
{
    /// <summary>How often there is something to show.</summary>
    TimeSpan Interval { get; }

    /// <summary>Runs <paramref name="watch"/> with the display open; it hands over each snapshot.</summary>
    Task OpenAsync(Func<Action<ProgressSnapshot>, Task> watch);
}
