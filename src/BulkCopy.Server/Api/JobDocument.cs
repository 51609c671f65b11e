using BulkCopy.Engine.Jobs;
using BulkCopy.Postgres.Queries;

namespace BulkCopy.Server.Api;

/// <summary>A job as it was declared.</summary>
internal sealed record JobDocument(long JobId, DateTimeOffset CreatedAt, int? NewestRunId, JobSpec Spec)
{
    public static JobDocument Of(JobRow job) => new(job.Id.Value, job.CreatedAt, job.NewestRun?.Value, job.Spec);
}
