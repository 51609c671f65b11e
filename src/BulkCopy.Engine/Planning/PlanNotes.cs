using BulkCopy.Engine.Jobs;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Planning;

/// <summary>What else is to be known before a run, a sentence each.</summary>
internal static class PlanNotes
{
    public static IEnumerable<string> Of(JobSpec spec, IObjectStore destination, PlanReading reading)
    {
        var dialect = destination.Dialect;
        if (spec.Copy.ForbidOverwrite && new CopyForecast(spec, destination, reading.Versioning).AsksForPresence)
            yield return $"{dialect.Name} does not guard against overwriting {(dialect.OverwriteGuard == OverwriteGuard.None ? "at all" : "in a bucket that has had versions")}: the destination is asked by HEAD before every copy, which is not atomic.";
        if (spec.ComparesByHead)
            yield return "Keys are rewritten or named by a manifest, so that the listings of both places cannot be joined: the destination is asked by HEAD for every object, and how many of them are left alone is not known before.";
        else if (spec.Versions == VersionScope.All)
            yield return "All versions and delete markers are made in their order, a key's one after another: the longest history bounds the time. Versions that the destination has already from an earlier run are counted as if they were to be made.";
        else if (spec.Versions == VersionScope.AsOf)
            yield return "One version of each key is copied: what the destination has is not looked at, so that what is overwritten is not known before.";
        else if (!reading.ListsDestination)
            yield return "Keys are rewritten or named by a manifest: what is overwritten is not known before.";
        if (!reading.Taken.IsWhole) yield return "Two objects could get the same key at the destination. The plan has compared the keys of the first million; the run compares all.";
        foreach (var left in reading.Tally.LeftOut)
            if (left.Reason == "UnchangedBySizeAndTime")
                yield return $"{left.Objects} objects are taken for unchanged by size and time, since their ETags cannot be compared (parts in different layouts, or stores whose ETags are no digests). 'bulkcopy verify' proves them.";
        if (reading.Versioning == BucketVersioning.Enabled && reading.Tally.Overwritten > 0)
            yield return $"The destination keeps versions: {reading.Tally.Overwritten} versions of {reading.Tally.OverwrittenBytes} bytes are superseded and go on costing storage.";
        if (reading.Versioning == BucketVersioning.Enabled && reading.Tally.Deletions > 0)
            yield return $"The destination keeps versions: {reading.Tally.Deletions} deletions leave delete markers, and what they hide goes on costing storage.";
        if (reading.Versioning is null) yield return "The destination does not tell whether it keeps versions; it is treated as if it did.";
        if (spec.Selection.AsksObjects) yield return "Conditions on tags and metadata cost a request per object and are looked at by the run only: the plan takes them as true.";
        if (spec.Verification == VerificationLevel.Deep) yield return "Deep verification reads every copy and its source in whole: the traffic is not in the price.";
    }
}
