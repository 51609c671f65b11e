using BulkCopy.Engine.Jobs;

namespace BulkCopy.Cli.Output;

/// <summary>A run and its totals. Printed by every verb that ends with a run.</summary>
internal sealed record RunDocument
{
    public required int RunId { get; init; }
    public required string Name { get; init; }
    public required string Source { get; init; }
    public required string Destination { get; init; }
    public required RunState State { get; init; }
    public string? Reason { get; init; }
    public required int Priority { get; init; }
    public required bool ListingDone { get; init; }
    public required long Total { get; init; }
    public required long TotalBytes { get; init; }
    public required long Copied { get; init; }
    public required long Adopted { get; init; }
    public required long Skipped { get; init; }
    public required long SourceChanged { get; init; }
    public required long AlreadyPresent { get; init; }
    public required long Failed { get; init; }
    public required long ToDelete { get; init; }
    public required long Deleted { get; init; }
    public required long Bytes { get; init; }
    public required long Verified { get; init; }
    public required long SizeOnly { get; init; }
    public required long Retries { get; init; }
    public required double Seconds { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }

    public static RunDocument Of(Run run, DateTimeOffset now) => new()
    {
        RunId = run.Id.Value,
        Name = run.Spec.Name,
        Source = run.Spec.Source.ToString(),
        Destination = run.Spec.Destination.ToString(),
        State = run.State,
        Reason = run.StateReason,
        Priority = run.Priority,
        ListingDone = run.ListingDone,
        Total = run.Totals.Listed,
        TotalBytes = run.Totals.ListedBytes,
        Copied = run.Totals.Copied,
        Adopted = run.Totals.Adopted,
        Skipped = run.Totals.Skipped,
        SourceChanged = run.Totals.SourceChanged,
        AlreadyPresent = run.Totals.AlreadyPresent,
        Failed = run.Totals.Failed,
        ToDelete = run.Totals.ToDelete,
        Deleted = run.Totals.Deleted,
        Bytes = run.Totals.Bytes,
        Verified = run.Totals.Verified,
        SizeOnly = run.Totals.SizeOnly,
        Retries = run.Totals.Retries,
        Seconds = Math.Round(RunFacts.Elapsed(run, now).TotalSeconds, 3),
        CreatedAt = run.CreatedAt,
        StartedAt = run.StartedAt,
        FinishedAt = run.FinishedAt,
    };
}
