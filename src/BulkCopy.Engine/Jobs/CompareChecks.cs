namespace BulkCopy.Engine.Jobs;

/// <summary>Checks what is said about comparing and deleting.</summary>
internal static class CompareChecks
{
    public static void AddTo(List<JobProblem> problems, JobSpec spec)
    {
        if (spec.Compare == ComparePolicy.Mirror) AddMirror(problems, spec);
        else if (spec.Deletions is not null) problems.Add(new JobProblem("deletions", "Only a mirror deletes: compare as a mirror does, or leave the limit of deletions away."));
        if (spec.Compare == ComparePolicy.All) return;
        if (spec.Tiering is not null) problems.Add(new JobProblem("compare", "A tiering job moves objects where they are: there is nothing to compare them with."));
        if (spec.Compare != ComparePolicy.Missing && spec.Copy.ForbidOverwrite)
            problems.Add(new JobProblem("compare", "Objects that differ cannot be replaced where overwriting is forbidden: copy only what is missing, or allow overwriting."));
    }

    private static void AddMirror(List<JobProblem> problems, JobSpec spec)
    {
        if (spec.Deletions is not { } limit || limit is { Objects: null, Percent: null })
            problems.Add(new JobProblem("deletions", "A mirror deletes objects at the destination and needs a limit (--delete-max): a number of objects or a percentage, for instance 1000 or 5%."));
        else if (limit.Objects < 0 || limit.Percent is < 0 or > 100 or double.NaN)
            problems.Add(new JobProblem("deletions", "A limit of deletions is 0 or more objects, or 0 to 100 percent."));
        if (spec.Keys is not null || spec.Manifest is not null)
            problems.Add(new JobProblem("compare", "What a mirror deletes follows from the listings of both places: it goes without rewritten keys and without a manifest."));
        if (spec.Selection.AsksObjects)
            problems.Add(new JobProblem("compare", "Whether an object at the destination would have been selected cannot be told by tags or metadata: select for a mirror by key, size, age or class."));
        if (spec.MoreSources.Count > 0) problems.Add(new JobProblem("compare", "A mirror has one source."));
    }
}
