namespace BulkCopy.Engine.Jobs;

/// <summary>Checks what is said about versions.</summary>
internal static class VersionChecks
{
    public static void AddTo(List<JobProblem> problems, JobSpec spec)
    {
        if ((spec.Versions == VersionScope.AsOf) != (spec.AsOf is not null))
            problems.Add(new JobProblem("asOf", "A point in time and the scope 'AsOf' belong together: say both, or neither."));
        if (spec.Versions == VersionScope.Current) return;
        if (spec.Compare != ComparePolicy.All) Add(problems, "compare", "Versions are not compared with the destination's objects: leave the comparison away.");
        if (spec.Manifest is not null) Add(problems, "manifest", "A manifest names its versions itself: leave the manifest or the versions away.");
        if (spec.Tiering is not null) Add(problems, "tiering", "A tiering job moves current objects: leave the versions away.");
        if (spec.Verify is not null) Add(problems, "verify", "A job that verifies compares current objects: leave the versions away.");
        if (spec.Versions == VersionScope.All) AddWhole(problems, spec);
    }

    /// <summary>A history is copied whole or not at all: with holes in it, another version would be the current one.</summary>
    private static void AddWhole(List<JobProblem> problems, JobSpec spec)
    {
        if (ChoosesByFacts(spec.Selection))
            Add(problems, "selection", "A history is copied whole, so that all versions are selected by key: leave conditions on size, time, class, tags and metadata away.");
        if (spec.Copy.IfUnmodifiedSince is not null) Add(problems, "copy", "A history is copied whole: leave the condition on the time of modification away.");
        if (spec.Copy.ForbidOverwrite) Add(problems, "copy", "A history is a sequence of overwritten objects: allow overwriting. Histories that the destination has already are continued, and never replaced.");
        if (spec.Keys is not null) Add(problems, "keys", "A history keeps its key: leave the rewriting of keys away; the source's prefix is replaced by the destination's.");
        if (spec.MoreSources.Count > 0) Add(problems, "moreSources", "Two histories cannot become one: copy all versions of one source at a time.");
    }

    private static bool ChoosesByFacts(Selection selection) =>
        selection is not { MinSizeBytes: null, MaxSizeBytes: null, ModifiedAfter: null, ModifiedBefore: null, NewerThan: null, OlderThan: null }
        || selection.StorageClasses.Count > 0 || selection.NotStorageClasses.Count > 0 || selection.AsksObjects;

    private static void Add(List<JobProblem> problems, string field, string message) => problems.Add(new JobProblem(field, message));
}
