using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Planning;

namespace BulkCopy.Server.Dashboard.Jobs;

/// <summary>A step of making a job.</summary>
public sealed record JobModel
{
    public required JobDraft Draft { get; init; }
    public required JobStep Step { get; init; }
    /// <summary>What is wrong, by field of the declaration.</summary>
    public required IReadOnlyDictionary<string, string[]> Errors { get; init; }
    public required IReadOnlyList<string> Stores { get; init; }
    /// <summary>The declaration and what a look at the source showed; in the last step.</summary>
    public JobPreview? Preview { get; init; }

    /// <summary>What is wrong with a field of the declaration.</summary>
    public IReadOnlyList<string> Of(string field) => Errors.GetValueOrDefault(field, []);
}

/// <summary>What is known before a job is made.</summary>
/// <param name="Spec">The declaration.</param>
/// <param name="Key">Makes sure that the job is made once, however often the form is sent.</param>
/// <param name="Plan">What it would do, from a sample of the listing where that is large; <c>null</c> for manifests, or if it could not be found out.</param>
/// <param name="Objection">Why there is no plan.</param>
public sealed record JobPreview(JobSpec Spec, string Key, JobPlan? Plan, string? Objection);
