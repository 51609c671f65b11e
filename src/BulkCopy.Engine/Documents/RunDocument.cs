using BulkCopy.Engine.Jobs;

namespace BulkCopy.Engine.Documents;

/// <summary>A run and its totals, as verbs print it and as the API answers it.</summary>
public sealed record RunDocument
{
    /// <summary>Number of the run.</summary>
    public required int RunId { get; init; }
    /// <summary>Number of its job.</summary>
    public required long JobId { get; init; }
    /// <summary>Name of the job.</summary>
    public required string Name { get; init; }
    /// <summary>What is copied: <c>STORE:BUCKET/PREFIX</c>.</summary>
    public required string Source { get; init; }
    /// <summary>Where to: <c>STORE:BUCKET/PREFIX</c>.</summary>
    public required string Destination { get; init; }
    /// <summary>State.</summary>
    public required RunState State { get; init; }
    /// <summary>Why it is in this state, if there is something to say.</summary>
    public string? Reason { get; init; }
    /// <summary>Higher goes first.</summary>
    public required int Priority { get; init; }
    /// <summary>Whether the manifest is complete.</summary>
    public required bool ListingDone { get; init; }
    /// <summary>Entries of the manifest so far.</summary>
    public required long Total { get; init; }
    /// <summary>Their size, bytes.</summary>
    public required long TotalBytes { get; init; }
    /// <summary>Entries that have a final outcome.</summary>
    public required long Finished { get; init; }
    /// <summary>Copied by us.</summary>
    public required long Copied { get; init; }
    /// <summary>Found at the destination after a lost answer, and taken over.</summary>
    public required long Adopted { get; init; }
    /// <summary>Left out on purpose.</summary>
    public required long Skipped { get; init; }
    /// <summary>Changed at the source since they were listed.</summary>
    public required long SourceChanged { get; init; }
    /// <summary>Existed at the destination and were left alone.</summary>
    public required long AlreadyPresent { get; init; }
    /// <summary>Failed for good.</summary>
    public required long Failed { get; init; }
    /// <summary>Objects of the destination that a mirror is to delete.</summary>
    public required long ToDelete { get; init; }
    /// <summary>Of them: deleted.</summary>
    public required long Deleted { get; init; }
    /// <summary>Size of what was copied or adopted, bytes.</summary>
    public required long Bytes { get; init; }
    /// <summary>Of copied and adopted: proved equal.</summary>
    public required long Verified { get; init; }
    /// <summary>Of copied and adopted: only the size could be compared.</summary>
    public required long SizeOnly { get; init; }
    /// <summary>Attempts that failed and were tried again.</summary>
    public required long Retries { get; init; }
    /// <summary>From the beginning of work to its end, or to the moment of reading.</summary>
    public required double Seconds { get; init; }
    /// <summary>When it was written down.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
    /// <summary>When work began.</summary>
    public DateTimeOffset? StartedAt { get; init; }
    /// <summary>When it ended.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The document of a run at a moment.</summary>
    public static RunDocument Of(Run run, DateTimeOffset now) => new()
    {
        RunId = run.Id.Value,
        JobId = run.JobId.Value,
        Name = run.Spec.Name,
        Source = run.Spec.Source.ToString(),
        Destination = run.Spec.Destination.ToString(),
        State = run.State,
        Reason = run.StateReason,
        Priority = run.Priority,
        ListingDone = run.ListingDone,
        Total = run.Totals.Listed,
        TotalBytes = run.Totals.ListedBytes,
        Finished = run.Totals.Finished,
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
        Seconds = Math.Round(run.Elapsed(now).TotalSeconds, 3),
        CreatedAt = run.CreatedAt,
        StartedAt = run.StartedAt,
        FinishedAt = run.FinishedAt,
    };

    /// <summary>The run that this is the document of.</summary>
    /// <param name="spec">Its job's declaration, which the document does not hold.</param>
    public Run ToRun(JobSpec spec) => new()
    {
        Id = new RunId(RunId),
        JobId = new JobId(JobId),
        Spec = spec,
        State = State,
        StateReason = Reason,
        Priority = Priority,
        ListingDone = ListingDone,
        CreatedAt = CreatedAt,
        StartedAt = StartedAt,
        FinishedAt = FinishedAt,
        Totals = new RunTotals
        {
            Listed = Total, ListedBytes = TotalBytes, Copied = Copied, Adopted = Adopted, Skipped = Skipped, SourceChanged = SourceChanged,
            AlreadyPresent = AlreadyPresent, Failed = Failed, ToDelete = ToDelete, Deleted = Deleted, Bytes = Bytes, Verified = Verified, SizeOnly = SizeOnly, Retries = Retries,
        },
    };
}
