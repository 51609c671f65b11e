namespace BulkCopy.Engine.Jobs;

/// <summary>Checks the sources of a job that has several.</summary>
internal static class SourceChecks
{
    /// <summary>An entry has two bytes for the number of its source; a job that needs more than a few dozen is several jobs.</summary>
    public const int MostSources = 100;

    public static void AddTo(List<JobProblem> problems, JobSpec spec)
    {
        if (spec.MoreSources.Count >= MostSources)
            problems.Add(new JobProblem("moreSources", $"A job has at most {MostSources} sources, this one {spec.MoreSources.Count + 1}: make several jobs."));
        StoreLocation[] all = [spec.Source, .. spec.MoreSources];
        for (var i = 1; i < all.Length; i++)
        {
            if (all[i] == spec.Destination)
                problems.Add(new JobProblem("moreSources", $"{all[i]} is the destination too: name another bucket or prefix."));
            if (Array.FindIndex(all, 0, i, earlier => Overlap(earlier, all[i])) is >= 0 and var other)
                problems.Add(new JobProblem("moreSources", $"{all[i]} and {all[other]} overlap, so that objects would be copied twice: name one of them."));
        }
        if (spec is { MoreSources.Count: > 0, Tiering: not null })
            problems.Add(new JobProblem("moreSources", "A tiering job works on one place: make a job for each."));
    }

    private static bool Overlap(StoreLocation a, StoreLocation b) =>
        a.Store == b.Store && a.Bucket == b.Bucket
        && (a.Prefix.StartsWith(b.Prefix, StringComparison.Ordinal) || b.Prefix.StartsWith(a.Prefix, StringComparison.Ordinal));
}
