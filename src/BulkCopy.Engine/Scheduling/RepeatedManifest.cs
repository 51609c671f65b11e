using BulkCopy.Engine.Jobs;

namespace BulkCopy.Engine.Scheduling;

/// <summary>Manifests of jobs that are repeated: each run reads its own anew.</summary>
public static class RepeatedManifest
{
    /// <summary>Why a job's objects cannot be named like this by every run of a schedule, with what to do; <c>null</c> if they can.</summary>
    public static string? Problem(JobSpec job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return job.Manifest switch
        {
            { FailedOf: { } earlier } => $"What failed in run {earlier} is copied once, not by every run of a schedule: copy it by a job of its own; a schedule that compares with its destination (missing) brings by itself what failed before.",
            { File: { } file } => $"'{file}' is on somebody's disk, and every run of a schedule reads its manifest anew: put it into a bucket and name it as STORE:BUCKET/KEY.",
            _ => null,
        };
    }
}
