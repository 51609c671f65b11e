namespace BulkCopy.Engine.Jobs;

/// <summary>Checks what is said about verifying.</summary>
internal static class VerifyChecks
{
    public static void AddTo(List<JobProblem> problems, JobSpec spec)
    {
        if (spec.Verify is not { } verify) return;
        if (spec.Tiering is not null || spec.Restore is not null) problems.Add(new JobProblem("verify", "A job that verifies changes nothing: it neither moves nor restores objects."));
        if (spec.Compare != ComparePolicy.All) problems.Add(new JobProblem("verify", "A job that verifies looks at everything: leave the comparison away."));
        if (spec.MoreSources.Count > 0) problems.Add(new JobProblem("verify", "A job that verifies has one source."));
        if (verify is { Metadata: true, Depth: VerifyDepth.Listing }) problems.Add(new JobProblem("verify", "Listings do not tell metadata: ask for head or deep."));
    }
}
