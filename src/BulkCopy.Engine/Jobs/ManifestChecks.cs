namespace BulkCopy.Engine.Jobs;

/// <summary>Checks where objects are named.</summary>
internal static class ManifestChecks
{
    public static void AddTo(List<JobProblem> problems, JobSpec spec)
    {
        if (spec.Manifest is not { } manifest) return;
        if (manifest.Kind == ManifestKind.FailedOf)
        {
            if (manifest.FailedOf is not > 0) problems.Add(new JobProblem("manifest.failedOf", "It is missing: write the number of the run whose failed objects are to be copied."));
        }
        else if ((manifest.At is null) == (manifest.File is null))
            problems.Add(new JobProblem("manifest.at", "Write where the manifest is, STORE:BUCKET/KEY, or give it as a file; one of the two."));
        if (manifest.At is { Prefix: "" })
            problems.Add(new JobProblem("manifest.at", $"{manifest.At} is a bucket: write the key of the manifest in it."));
        if (manifest.Kind == ManifestKind.Inventory && !(manifest.At?.Prefix ?? manifest.File ?? ".json").EndsWith(".json", StringComparison.OrdinalIgnoreCase))
            problems.Add(new JobProblem("manifest.at", "An inventory is named by its manifest.json, not by one of its files."));
        if (manifest.Plus != PlusMeaning.Auto && manifest is not ({ Kind: ManifestKind.Inventory } or { Kind: ManifestKind.Csv, UrlEncoded: true }))
            problems.Add(new JobProblem("manifest.plus", "What + stands for is a question only where keys are percent-encoded: leave it away, or say that they are."));
        if (manifest.Kind != ManifestKind.FailedOf && spec.MoreSources.Prepend(spec.Source).Distinct().GroupBy(source => source.Bucket).FirstOrDefault(same => same.DistinctBy(source => source.Store).Count() > 1) is { } same)
            problems.Add(new JobProblem("manifest", $"A manifest names buckets, and '{same.Key}' is one at {string.Join(" and ", same.Select(source => source.Store).Distinct())}: make a job for each."));
        if (manifest.Columns.Count > 0)
            CheckColumns(problems, manifest);
        if (spec.Tiering is not null) problems.Add(new JobProblem("manifest", "A tiering job lists its place: leave the manifest away."));
    }

    private static void CheckColumns(List<JobProblem> problems, ManifestSource manifest)
    {
        if (manifest.Kind != ManifestKind.Csv) problems.Add(new JobProblem("manifest.columns", "Only a CSV file's columns can be named; an inventory names its own."));
        if (!manifest.Columns.Contains("Key", StringComparer.OrdinalIgnoreCase)) problems.Add(new JobProblem("manifest.columns", $"There is no column Key among {string.Join(", ", manifest.Columns)}: name the columns in their order."));
        if (manifest.Columns.Distinct(StringComparer.OrdinalIgnoreCase).Count() != manifest.Columns.Count) problems.Add(new JobProblem("manifest.columns", "A column is named twice."));
    }
}
