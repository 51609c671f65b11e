using BulkCopy.Engine.Jobs;
using BulkCopy.Postgres.Queries;

namespace BulkCopy.Server.Api;

/// <summary>A job as it was declared.</summary>
internal sealed record JobDocument
{
    public required long JobId { get; init; }
    public required string Name { get; init; }
    public required string Source { get; init; }
    public required string Destination { get; init; }
    public required bool Confirm { get; init; }
    public required CopyOptions Copy { get; init; }
    public required FailurePolicy Failures { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public int? NewestRunId { get; init; }

    public static JobDocument Of(JobRow job) => new()
    {
        JobId = job.Id.Value,
        Name = job.Spec.Name,
        Source = job.Spec.Source.ToString(),
        Destination = job.Spec.Destination.ToString(),
        Confirm = job.Spec.Confirm,
        Copy = job.Spec.Copy,
        Failures = job.Spec.Failures,
        CreatedAt = job.CreatedAt,
        NewestRunId = job.NewestRun?.Value,
    };
}
