using BulkCopy.Engine.Manifests;

namespace BulkCopy.Engine.Jobs;

/// <summary>Checks a selection.</summary>
internal static class SelectionChecks
{
    /// <summary>Keys are compared with each of them.</summary>
    private const int MostPatterns = 1000;

    private const int LongestPattern = 4096;

    public static void AddTo(List<JobProblem> problems, JobSpec spec)
    {
        var selection = spec.Selection;
        CheckPatterns(problems, "selection.include", selection.Include, Glob.Problem);
        CheckPatterns(problems, "selection.exclude", selection.Exclude, Glob.Problem);
        CheckPatterns(problems, "selection.includeRegex", selection.IncludeRegex, KeyPatterns.Problem);
        CheckPatterns(problems, "selection.excludeRegex", selection.ExcludeRegex, KeyPatterns.Problem);
        CheckRanges(problems, selection);
        CheckConditions(problems, "selection.tags", selection.Tags);
        CheckConditions(problems, "selection.metadata", selection.Metadata);
    }

    private static void CheckPatterns(List<JobProblem> problems, string field, IReadOnlyList<string> patterns, Func<string, string?> problem)
    {
        if (patterns.Count > MostPatterns)
        {
            problems.Add(new JobProblem(field, $"There are {patterns.Count} patterns, at most {MostPatterns} are compared: use a manifest."));
            return;
        }
        foreach (var pattern in patterns)
            if ((pattern.Length is 0 or > LongestPattern ? $"A pattern has 1 to {LongestPattern} characters." : problem(pattern)) is { } message) problems.Add(new JobProblem(field, message));
    }

    private static void CheckRanges(List<JobProblem> problems, Selection selection)
    {
        if (selection is { FromKey: { } from, ToKey: { } to } && KeyOrder.Compare(from, to) >= 0)
            problems.Add(new JobProblem("selection.toKey", $"No key lies from '{from}' before '{to}': write the smaller one first, in the order of UTF-8 bytes."));
        foreach (var (field, key) in new[] { ("selection.fromKey", selection.FromKey), ("selection.toKey", selection.ToKey) })
            if (key is "" || key?.Contains('\0', StringComparison.Ordinal) == true) problems.Add(new JobProblem(field, "It is empty or has a NUL character, which no key is or has."));
        if (selection.MinSizeBytes < 0 || selection.MaxSizeBytes < 0)
            problems.Add(new JobProblem("selection.minSizeBytes", "Sizes are not negative."));
        if (selection.MinSizeBytes > selection.MaxSizeBytes)
            problems.Add(new JobProblem("selection.maxSizeBytes", $"No object has at least {selection.MinSizeBytes} and at most {selection.MaxSizeBytes} bytes."));
        if (selection.ModifiedAfter >= selection.ModifiedBefore)
            problems.Add(new JobProblem("selection.modifiedBefore", "It does not lie after 'modifiedAfter'."));
        if (selection.NewerThan <= TimeSpan.Zero || selection.OlderThan <= TimeSpan.Zero)
            problems.Add(new JobProblem("selection.olderThan", "Ages are longer than nothing."));
        if (selection.OlderThan >= selection.NewerThan)
            problems.Add(new JobProblem("selection.olderThan", "Nothing is older than that and newer than 'newerThan'."));
        if (selection.StorageClasses.Intersect(selection.NotStorageClasses, StringComparer.OrdinalIgnoreCase).FirstOrDefault() is { } both)
            problems.Add(new JobProblem("selection.storageClasses", $"'{both}' is both wanted and not."));
    }

    private static void CheckConditions(List<JobProblem> problems, string field, IReadOnlyList<PropertyCondition> conditions)
    {
        if (conditions.Any(condition => condition.Name.Length == 0)) problems.Add(new JobProblem(field, "A condition has no name: write NAME or NAME=VALUE."));
    }
}
