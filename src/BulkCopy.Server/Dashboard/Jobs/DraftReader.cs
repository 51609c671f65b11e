using System.Globalization;
using BulkCopy.Engine.Comparing;
using BulkCopy.Engine.Jobs;
using BulkCopy.ObjectStores;

namespace BulkCopy.Server.Dashboard.Jobs;

/// <summary>Makes the declaration of what was written into the form.</summary>
internal static class DraftReader
{
    /// <summary>The declaration; places that are missing are <c>null</c>. What cannot be read is put into <paramref name="errors"/>, by path.</summary>
    public static JobSpec Read(JobDraft draft, IStoreDirectory stores, Dictionary<string, string[]> errors)
    {
        draft.CheckLengths(errors);
        var values = new DraftValues(draft, errors);
        var source = Place(values, "source");
        var destination = Place(values, "destination");
        return new JobSpec
        {
            Name = values.Text("name") ?? (source is null || destination is null ? "" : $"{source.Bucket} to {destination.Bucket}"),
            Source = source!,
            Destination = destination!,
            MoreSources = MoreSources(values),
            Manifest = DraftedManifest.Read(values, draft.Manifest),
            Keys = Keys(values),
            Selection = Selection(values),
            Versions = values.Choice("versions", VersionScope.Current),
            AsOf = values.Moment("asOf"),
            Compare = values.Choice("compare", ComparePolicy.All),
            CompareBy = values.Choice("compareBy", CompareBy.ETag),
            Deletions = Deletions(values),
            Copy = DraftedCopy.Read(values),
            Verification = values.Choice("verification", VerificationLevel.Response),
            Failures = Failures(values),
            Restore = DraftedRestore.Read(values, source is null ? null : stores.Find(source.Store)?.Dialect),
            Confirm = draft["start"] != "once",
        };
    }

    private static StoreLocation? Place(DraftValues values, string side)
    {
        if (values.Text(side + "Store") is { } store && values.Text(side + "Bucket") is { } bucket)
            return new StoreLocation(store, bucket, values.Text(side + "Prefix") ?? "");
        values.Refuse(side + "Bucket", $"Choose a store and name a bucket as the {side}.");
        return null;
    }

    private static List<StoreLocation> MoreSources(DraftValues values)
    {
        var more = new List<StoreLocation>();
        foreach (var line in values.Lines("moreSources"))
            if (StoreLocation.Parse(line, out var problem) is { } place)
                more.Add(place);
            else
                values.Refuse("moreSources", problem!);
        return more;
    }

    private static KeyRewriting? Keys(DraftValues values)
    {
        var replacements = new List<KeyReplacement>();
        foreach (var line in values.Lines("replace"))
            if (line.Split(" => ", 2) is [var pattern, var with])
                replacements.Add(new KeyReplacement(pattern, with));
            else if (line.EndsWith(" =>", StringComparison.Ordinal))
                replacements.Add(new KeyReplacement(line[..^3], ""));
            else
                values.Refuse("replace", $"'{line}' is no replacement: write PATTERN => TEXT.");
        return values.Text("template") is { } template || replacements.Count > 0 ? new KeyRewriting { Template = values.Text("template"), Replace = replacements } : null;
    }

    private static Selection Selection(DraftValues values) => new()
    {
        FromKey = values.Text("fromKey"),
        ToKey = values.Text("toKey"),
        Include = values.Lines("include"),
        Exclude = values.Lines("exclude"),
        IncludeRegex = values.Lines("includeRegex"),
        ExcludeRegex = values.Lines("excludeRegex"),
        MinSizeBytes = values.Size("minSize"),
        MaxSizeBytes = values.Size("maxSize"),
        ModifiedAfter = values.Moment("modifiedAfter"),
        ModifiedBefore = values.Moment("modifiedBefore"),
        NewerThan = values.Span("newerThan"),
        OlderThan = values.Span("olderThan"),
        StorageClasses = values.Words("classes"),
        NotStorageClasses = values.Words("notClasses"),
        Tags = [.. Conditions(values, "tags", absent: false), .. Conditions(values, "notTags", absent: true)],
        Metadata = [.. Conditions(values, "metadata", absent: false), .. Conditions(values, "notMetadata", absent: true)],
        RecordLeftOut = values.Flag("recordLeftOut"),
    };

    private static IEnumerable<PropertyCondition> Conditions(DraftValues values, string field, bool absent) => values.Lines(field).Select(line =>
        line.IndexOf('=', StringComparison.Ordinal) is >= 0 and var at ? new PropertyCondition(line[..at], line[(at + 1)..], absent) : new PropertyCondition(line, null, absent));

    private static DeletionLimit? Deletions(DraftValues values)
    {
        var evenIfEmpty = values.Flag("deleteIfEmpty");
        if (values.Text("deleteMax") is not { } text)
            return evenIfEmpty ? new DeletionLimit { EvenIfSourceIsEmpty = true } : null;
        if (text.EndsWith('%') && double.TryParse(text[..^1].TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent))
            return new DeletionLimit { Percent = percent, EvenIfSourceIsEmpty = evenIfEmpty };
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var objects))
            return new DeletionLimit { Objects = objects, EvenIfSourceIsEmpty = evenIfEmpty };
        values.Refuse("deleteMax", "Write a number of objects such as 1000, or a percentage such as 5%.");
        return null;
    }

    private static FailurePolicy Failures(DraftValues values)
    {
        var usual = new FailurePolicy();
        return new FailurePolicy
        {
            MaxAttempts = (int)Math.Min(values.Number("attempts") ?? usual.MaxAttempts, int.MaxValue),
            BaseDelay = values.Span("baseDelay") ?? usual.BaseDelay,
            MaxDelay = values.Span("maxDelay") ?? usual.MaxDelay,
            StopAtFailedPercent = (double)(values.Amount("failedPercent") ?? (decimal)usual.StopAtFailedPercent),
            StopAfterOutcomes = values.Number("failedAfter") ?? usual.StopAfterOutcomes,
        };
    }
}
