using System.Globalization;
using BulkCopy.Engine.Jobs;
using BulkCopy.Postgres.Queries;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace BulkCopy.Server.Dashboard.Jobs;

/// <summary>A job that is being put together, step by step. All of it travels in the address: nothing is kept on the server until the job is made.</summary>
public sealed class JobDraft
{
    private const int LongestValue = 2000;

    private static readonly Dictionary<JobStep, string[]> Fields = new()
    {
        [JobStep.Source] = ["sourceStore", "sourceBucket", "sourcePrefix", "manifest"],
        [JobStep.Destination] = ["destinationStore", "destinationBucket", "destinationPrefix"],
        [JobStep.Selection] = ["include", "exclude", "minSize", "maxSize", "modifiedAfter", "modifiedBefore", "classes", "compare"],
        [JobStep.Options] = ["name", "storageClass", "forbidOverwrite", "verification", "attempts", "start"],
        [JobStep.Plan] = [],
    };

    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);

    private JobDraft(IEnumerable<KeyValuePair<string, StringValues>> given)
    {
        var known = Fields.Values.SelectMany(names => names).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, value) in given)
            if (known.Contains(name) && value.ToString() is { Length: > 0 and <= LongestValue } text)
                values[name] = text.Trim();
    }

    /// <summary>The manifest that was uploaded for it.</summary>
    public ManifestUploadRow? Manifest { get; set; }

    /// <summary>A field as it was written.</summary>
    public string this[string field] => values.GetValueOrDefault(field, "");

    /// <summary>From the address of a page.</summary>
    public static JobDraft Of(IQueryCollection query) => new(query);

    /// <summary>From a form that was posted.</summary>
    public static JobDraft Of(IFormCollection form) => new(form);

    /// <summary>Fields that the form of a step carries along from the others; of all steps for <c>null</c>.</summary>
    public IEnumerable<KeyValuePair<string, string>> CarriedBy(JobStep? step) =>
        values.Where(value => step is not { } shown || !Fields[shown].Contains(value.Key)).OrderBy(value => value.Key, StringComparer.Ordinal);

    /// <summary>The step that a problem of the declaration belongs to.</summary>
    public static JobStep StepOf(string field) => field.Split('.', '[')[0] switch
    {
        "source" or "manifest" => JobStep.Source,
        "destination" => JobStep.Destination,
        "selection" or "compare" or "compareBy" or "deletions" => JobStep.Selection,
        _ => JobStep.Options,
    };

    /// <summary>The declaration; problems of fields that cannot be read are put into <paramref name="errors"/>.</summary>
    public JobSpec Read(Dictionary<string, string[]> errors)
    {
        var source = Location("source");
        var name = this["name"] is { Length: > 0 } given ? given : source is null ? "" : $"{source.Bucket} to {this["destinationBucket"]}";
        return new JobSpec
        {
            Name = name,
            Source = source!,
            Destination = Location("destination")!,
            Manifest = Manifest is { Key: { } key } landed ? new ManifestSource { Kind = ManifestKind.Csv, At = new StoreLocation(landed.Store, landed.Bucket, key), ETag = landed.ETag } : null,
            Selection = ReadSelection(errors),
            Compare = Enum.TryParse<ComparePolicy>(this["compare"], out var compare) && Enum.IsDefined(compare) ? compare : ComparePolicy.All,
            Copy = new CopyOptions { StorageClass = Text("storageClass"), ForbidOverwrite = this["forbidOverwrite"].Length > 0 },
            Verification = Enum.TryParse<VerificationLevel>(this["verification"], out var level) && Enum.IsDefined(level) ? level : VerificationLevel.Response,
            Failures = new FailurePolicy { MaxAttempts = (int)(Number("attempts", errors) ?? new FailurePolicy().MaxAttempts) },
            Confirm = this["start"] != "once",
        };
    }

    private Selection ReadSelection(Dictionary<string, string[]> errors) => new()
    {
        Include = Lines("include"),
        Exclude = Lines("exclude"),
        MinSizeBytes = Size("minSize", errors),
        MaxSizeBytes = Size("maxSize", errors),
        ModifiedAfter = Day("modifiedAfter", errors),
        ModifiedBefore = Day("modifiedBefore", errors),
        StorageClasses = this["classes"].Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
    };

    private StoreLocation? Location(string side) =>
        Text(side + "Store") is { } store && Text(side + "Bucket") is { } bucket ? new StoreLocation(store, bucket, this[side + "Prefix"]) : null;

    private string? Text(string field) => this[field] is { Length: > 0 } text ? text : null;

    private string[] Lines(string field) => this[field].Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private long? Number(string field, Dictionary<string, string[]> errors)
    {
        if (Text(field) is not { } text)
            return null;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= int.MaxValue)
            return number;
        errors[field] = ["Write a whole number."];
        return null;
    }

    private long? Size(string field, Dictionary<string, string[]> errors)
    {
        if (Text(field) is not { } text)
            return null;
        if (ByteSizes.TryParse(text, out var bytes))
            return bytes;
        errors["selection." + field] = ["Write a size such as 512 KiB, 10 MB or 1048576."];
        return null;
    }

    private DateTimeOffset? Day(string field, Dictionary<string, string[]> errors)
    {
        if (Text(field) is not { } text)
            return null;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
            return at;
        errors["selection." + field] = ["Write a day as in 2026-11-21."];
        return null;
    }
}

/// <summary>Steps of making a job.</summary>
public enum JobStep
{
    /// <summary>What is copied.</summary>
    Source,
    /// <summary>Where to.</summary>
    Destination,
    /// <summary>Which objects.</summary>
    Selection,
    /// <summary>How.</summary>
    Options,
    /// <summary>What that means.</summary>
    Plan,
}
