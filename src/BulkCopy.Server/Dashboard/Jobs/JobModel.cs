using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Planning;

namespace BulkCopy.Server.Dashboard.Jobs;

/// <summary>A step of making a job.</summary>
public sealed record JobModel
{
    public required JobDraft Draft { get; init; }
    public required JobStep Step { get; init; }
    /// <summary>What is wrong, by path in the declaration.</summary>
    public required IReadOnlyDictionary<string, string[]> Errors { get; init; }
    public required IReadOnlyList<string> Stores { get; init; }
    /// <summary>Storage classes that the source's store knows.</summary>
    public IReadOnlyList<string> SourceClasses { get; init; } = [];
    /// <summary>Storage classes that the destination's store knows.</summary>
    public IReadOnlyList<string> DestinationClasses { get; init; } = [];
    /// <summary>Canned ACLs that the destination's store knows.</summary>
    public IReadOnlyList<string> CannedAcls { get; init; } = [];
    /// <summary>The declaration and what a look at the source showed; in the last step.</summary>
    public JobPreview? Preview { get; init; }

    /// <summary>Problems of this step, each with the field that it belongs to.</summary>
    public IEnumerable<(DraftField? Field, string Message)> Problems =>
        from error in Errors
        let at = DraftField.At(error.Key)
        where (at?.Step ?? JobStep.Options) == Step
        from message in error.Value
        select (at, message);

    /// <summary>What is wrong with a field of the form.</summary>
    public IEnumerable<string> Of(string name) => Problems.Where(problem => problem.Field?.Name == name).Select(problem => problem.Message);
}

/// <summary>What is known before a job is made.</summary>
/// <param name="Spec">The declaration.</param>
/// <param name="Key">Makes sure that the job is made once, however often the form is sent.</param>
/// <param name="Plan">What it would do, from a sample of the listing where that is large; <c>null</c> if it could not be found out.</param>
/// <param name="Objection">Why there is no plan.</param>
public sealed record JobPreview(JobSpec Spec, string Key, JobPlan? Plan, string? Objection);
