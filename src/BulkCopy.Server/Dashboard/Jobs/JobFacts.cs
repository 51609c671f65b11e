using System.Globalization;
using BulkCopy.Engine.Comparing;
using BulkCopy.Engine.Jobs;
using BulkCopy.ObjectStores;
using BulkCopy.Server.Dashboard.Text;

namespace BulkCopy.Server.Dashboard.Jobs;

/// <summary>A declaration in words: what is always to be known, and whatever else it says.</summary>
internal static class JobFacts
{
    /// <summary>Names and texts, in the order in which they are read.</summary>
    public static IEnumerable<(string Name, string Text)> Of(JobSpec spec)
    {
        yield return ("Source", spec.Source.ToString());
        foreach (var more in spec.MoreSources)
            yield return ("", more.ToString());
        if (spec.Tiering is { } tiering)
        {
            yield return ("Policy", tiering.Policy.Name);
            yield break;
        }
        yield return ("Destination", spec.Destination.ToString());
        if (spec.Manifest is { } manifest)
            yield return ("Objects", ManifestOf(manifest));
        if (spec.Keys is { } keys)
            yield return ("Keys", string.Join("; ", keys.Replace.Select(one => $"{one.Pattern} becomes {(one.With.Length == 0 ? "nothing" : one.With)}").Append(keys.Template).OfType<string>()));
        yield return ("Selection", Join(Conditions(spec.Selection), "; ", "all objects"));
        if (spec.Versions != VersionScope.Current)
            yield return ("Versions", spec.Versions == VersionScope.All ? "all, with their delete markers" : $"those of {(spec.AsOf is { } at ? Show.Time(at) : "")}");
        yield return ("Existing objects", Existing(spec));
        foreach (var fact in Copying(spec.Copy))
            yield return fact;
        yield return ("Verification", spec.Verification switch
        {
            VerificationLevel.Head => "every copy is asked for once more", VerificationLevel.Deep => "both sides are read and compared", _ => "by the store's answer",
        });
        yield return ("Failures", string.Create(
            CultureInfo.InvariantCulture, $"{spec.Failures.MaxAttempts} attempts; the run fails above {spec.Failures.StopAtFailedPercent} % of {spec.Failures.StopAfterOutcomes:N0} objects or more"));
        if (spec.Restore is { } restore)
            yield return ("Archived objects", string.Create(CultureInfo.InvariantCulture, $"restored for {restore.Days} days, {restore.Tier}")
                + (restore.MaxObjects is { } most ? $", at most {Show.Count(most)}" : "") + (restore.MaxCost is { } cost ? string.Create(CultureInfo.InvariantCulture, $", for at most {cost}") : ""));
        yield return ("Begins", spec.Confirm ? "once it was confirmed, with exact numbers and price" : spec.Compare == ComparePolicy.Mirror ? "at once, if nothing is to be deleted" : "at once");
    }

    private static string ManifestOf(ManifestSource manifest) => manifest.Kind switch
    {
        ManifestKind.FailedOf => string.Create(CultureInfo.InvariantCulture, $"those that failed in run {manifest.FailedOf}"),
        ManifestKind.Inventory => $"named by the inventory {manifest.At}",
        _ => $"named by {manifest.At?.ToString() ?? manifest.File}",
    };

    private static string Existing(JobSpec spec)
    {
        var by = spec.CompareBy switch { CompareBy.Time => "size and time", CompareBy.Size => "size", _ => "size and ETag" };
        return spec.Compare switch
        {
            ComparePolicy.All => spec.Copy.ForbidOverwrite ? "left alone, whatever they hold" : "overwritten",
            ComparePolicy.Missing => "left alone",
            ComparePolicy.Newer => "replaced where the source is newer",
            ComparePolicy.Mirror => $"replaced where they differ in {by}; what the source does not have is deleted, at most "
                + string.Join(" and ", new[] { spec.Deletions?.Objects is { } most ? $"{Show.Count(most)} objects" : null, spec.Deletions?.Percent is { } percent ? string.Create(CultureInfo.InvariantCulture, $"{percent} %") : null }.OfType<string>()),
            _ => $"replaced where they differ in {by}",
        };
    }

    private static IEnumerable<(string, string)> Copying(CopyOptions copy)
    {
        var classes = copy.StorageClassMap.Select(pair => $"{pair.Key} becomes {pair.Value}").Append(copy.StorageClass);
        yield return ("Storage class", Join(classes.OfType<string>(), "; ", "the destination's default"));
        if (copy.Metadata.Mode != MetadataMode.Keep)
            yield return ("Metadata", (copy.Metadata.Mode == MetadataMode.Replace ? "only " : "the source's, with ") + Join(Given(copy.Metadata.Set), ", ", "nothing"));
        if (copy.Tags != TagPolicy.BestEffort)
            yield return ("Tags", copy.Tags == TagPolicy.Drop ? "left behind" : "carried, or the object fails");
        if (copy.Acl != AclPolicy.Default)
            yield return ("ACL", copy.Acl == AclPolicy.Keep ? "the source's" : copy.CannedAcl ?? "");
        if (copy.Encryption is { } rule)
            yield return ("Encryption", string.Join(", ", new[] { rule.Mode.ToString(), rule.Algorithm, rule.KmsKeyId, rule.CustomerKey }.OfType<string>()));
        if (copy.SourceCustomerKey is { } key)
            yield return ("Source's key", key);
        if (copy.OnSourceChange == SourceChangePolicy.Recopy)
            yield return ("Changed sources", "copied in their new state");
        if (copy.IfUnmodifiedSince is { } since)
            yield return ("Left out", $"what changed after {Show.Time(since)}");
        if (copy.Probe == false)
            yield return ("Probing", "none: the dialect is trusted");
    }

    private static IEnumerable<string> Given(ObjectHeaders headers) =>
        new[] { headers.ContentType, headers.CacheControl, headers.ContentDisposition, headers.ContentEncoding, headers.ContentLanguage, headers.Expires }
            .OfType<string>().Concat(headers.Metadata.Select(pair => $"{pair.Key}={pair.Value}"));

    private static IEnumerable<string> Conditions(Selection selection)
    {
        if (selection.Include.Count > 0) yield return "like " + string.Join(", ", selection.Include);
        if (selection.Exclude.Count > 0) yield return "not like " + string.Join(", ", selection.Exclude);
        if (selection.IncludeRegex.Count > 0) yield return "with " + string.Join(" or ", selection.IncludeRegex);
        if (selection.ExcludeRegex.Count > 0) yield return "without " + string.Join(" or ", selection.ExcludeRegex);
        if (selection.FromKey is { } first) yield return "from key " + first;
        if (selection.ToKey is { } end) yield return "before key " + end;
        if (selection.MinSizeBytes is { } least) yield return "from " + Show.Bytes(least);
        if (selection.MaxSizeBytes is { } most) yield return "up to " + Show.Bytes(most);
        if (selection.ModifiedAfter is { } after) yield return "changed since " + Show.Time(after);
        if (selection.ModifiedBefore is { } before) yield return "changed before " + Show.Time(before);
        if (selection.NewerThan is { } young) yield return "at most " + Show.Span(young) + " old";
        if (selection.OlderThan is { } old) yield return "more than " + Show.Span(old) + " old";
        if (selection.StorageClasses.Count > 0) yield return "of " + string.Join(", ", selection.StorageClasses);
        if (selection.NotStorageClasses.Count > 0) yield return "not of " + string.Join(", ", selection.NotStorageClasses);
        foreach (var (conditions, word) in new[] { (selection.Tags, "tag"), (selection.Metadata, "metadata") })
            foreach (var condition in conditions)
                yield return $"{(condition.Absent ? "without" : "with")} {word} {condition}";
    }

    private static string Join(IEnumerable<string> parts, string separator, string nothing) => string.Join(separator, parts) is { Length: > 0 } text ? text : nothing;
}
