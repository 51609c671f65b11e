namespace BulkCopy.Server.Dashboard.Jobs;

/// <summary>A field of the form that makes a job.</summary>
/// <param name="Name">Its name, in addresses and forms.</param>
/// <param name="Step">Where it is asked.</param>
/// <param name="Path">What it becomes: the member's path in the declaration, by which problems name it.</param>
public sealed record DraftField(string Name, JobStep Step, string Path)
{
    /// <summary>All of them, in their order.</summary>
    public static IReadOnlyList<DraftField> All { get; } =
    [
        .. Of(JobStep.Source,
            "sourceBucket:source sourceStore:source.store sourcePrefix:source.prefix moreSources:moreSources "
            + "manifestAt:manifest manifest:manifest.upload manifestFormat:manifest.kind manifestColumns:manifest.columns manifestEncoded:manifest.urlEncoded manifestPlus:manifest.plus failedOf:manifest.failedOf"),
        .. Of(JobStep.Destination, "destinationBucket:destination destinationStore:destination.store destinationPrefix:destination.prefix template:keys replace:keys.replace"),
        .. Of(JobStep.Selection,
            "include:selection exclude:selection.exclude minSize:selection.minSizeBytes maxSize:selection.maxSizeBytes modifiedAfter:selection.modifiedAfter "
            + "modifiedBefore:selection.modifiedBefore newerThan:selection.newerThan olderThan:selection.olderThan fromKey:selection.fromKey toKey:selection.toKey "
            + "includeRegex:selection.includeRegex excludeRegex:selection.excludeRegex classes:selection.storageClasses notClasses:selection.notStorageClasses "
            + "tags:selection.tags notTags:selection.notTags metadata:selection.metadata notMetadata:selection.notMetadata recordLeftOut:selection.recordLeftOut versions:versions asOf:asOf "
            + "compare:compare compareBy:compareBy deleteMax:deletions deleteIfEmpty:deletions.evenIfSourceIsEmpty"),
        .. Of(JobStep.Options,
            "name:name start:confirm forbidOverwrite:copy.forbidOverwrite unmodifiedSince:copy.ifUnmodifiedSince onSourceChange:copy.onSourceChange "
            + "storageClass:copy.storageClass classMap:copy.storageClassMap metadataMode:copy.metadata headers:copy.metadata.headers userMetadata:copy.metadata.user "
            + "tagPolicy:copy.tags acl:copy.acl cannedAcl:copy.cannedAcl encryption:copy.encryption algorithm:copy.encryption.algorithm kmsKeyId:copy.encryption.kmsKeyId "
            + "customerKey:copy.encryption.customerKey sourceCustomerKey:copy.sourceCustomerKey verification:verification attempts:failures baseDelay:failures.baseDelay "
            + "maxDelay:failures.maxDelay failedPercent:failures.stopAtFailedPercent failedAfter:failures.stopAfterOutcomes partThreshold:copy.partCopyThresholdBytes "
            + "partSize:copy.partSizeBytes relayPartSize:copy.relayPartSizeBytes noProbe:copy.probe restoreTier:restore restoreDays:restore.days "
            + "restoreMaxObjects:restore.maxObjects restoreMaxCost:restore.maxCost"),
        .. Of(JobStep.Plan, "expected:expected"),
    ];

    /// <summary>The field of this name.</summary>
    public static DraftField Named(string name) => All.First(field => field.Name == name);

    /// <summary>The field that a problem belongs to: that of its path, or of the longest one that it lies within.</summary>
    public static DraftField? At(string path) =>
        All.Where(field => path.StartsWith(field.Path, StringComparison.Ordinal) && (path.Length == field.Path.Length || path[field.Path.Length] is '.' or '['))
            .MaxBy(field => field.Path.Length);

    private static IEnumerable<DraftField> Of(JobStep step, string fields) =>
        fields.Split(' ').Select(field => field.Split(':')).Select(pair => new DraftField(pair[0], step, pair[1]));
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
