namespace BulkCopy.Engine.Jobs;

/// <summary>Checks what is said about verifying.</summary>
internal static class VerifyChecks
{
    public static void AddTo(List<JobProblem> problems, JobSpec spec)
    {
        if (spec.Verify is not { } verify) return;
        if (spec.Tiering is not null || spec.Restore is not null) problems.Add(new JobProblem("verify", "A job that verifies changes nothing: it neither moves nor restores objects."));
        if (spec.Compare != ComparePolicy.All) problems.Add(new JobProblem("verify", "A job that verifies looks at everything: leave the comparison away."));
        if (spec.ComparesByListing && spec.MoreSources.Count > 0) problems.Add(new JobProblem("verify", "The listing of one destination cannot be joined with those of several sources: verify them one by one, or by a manifest."));
        if (spec.ComparesByListing && spec.Selection.AsksObjects)
            problems.Add(new JobProblem("verify", "Listings are joined without asking for tags and metadata: select by key, size, age or class, or verify by a manifest."));
        if (verify is { Metadata: true, Depth: VerifyDepth.Listing }) problems.Add(new JobProblem("verify", "Listings do not tell metadata: ask for head or deep."));
    }
}
