using BulkCopy.Cli.Configuration;
using BulkCopy.Engine.Jobs;

namespace BulkCopy.Cli.Checks;

/// <summary>Refuses copies that would feed on themselves.</summary>
internal static class LocationOverlap
{
    /// <summary>Why the copy is refused; <c>null</c> if the places lie apart.</summary>
    public static string? Explain(JobSpec spec, StoreSettings source, StoreSettings destination)
    {
        if (!IsSameBucket(spec, source, destination))
            return null;
        var (from, to) = (spec.Source.Prefix, spec.Destination.Prefix);
        if (from == to)
            return $"Source and destination are the same place, {spec.Source}: name another bucket or prefix.";
        if (to.StartsWith(from, StringComparison.Ordinal))
            return $"The destination {spec.Destination} lies within the source {spec.Source}: the copies would be listed and copied again. Name a prefix outside it.";
        return from.StartsWith(to, StringComparison.Ordinal) && !spec.Copy.ForbidOverwrite
            ? $"The source {spec.Source} lies within the destination {spec.Destination}: a copy could overwrite an object that is not copied yet. Name a prefix outside it, or add --forbid-overwrite."
            : null;
    }

    // Two names in configuration may mean one place.
    private static bool IsSameBucket(JobSpec spec, StoreSettings source, StoreSettings destination) =>
        spec.Source.Bucket == spec.Destination.Bucket
        && source.Dialect.Family == destination.Dialect.Family
        && Place(source) == Place(destination);

    // COS and OSS keep bucket names unique over all regions of an endpoint family, and so does S3.
    private static (string Endpoint, string ConnectTo) Place(StoreSettings store) =>
        (Host(store.Endpoint), store.ConnectTo?.ToLowerInvariant() ?? "");

    private static string Host(string? endpoint) => endpoint is null ? ""
        : (endpoint.Contains("://", StringComparison.Ordinal) ? endpoint[(endpoint.IndexOf("://", StringComparison.Ordinal) + 3)..] : endpoint)
            .TrimEnd('/').ToLowerInvariant();
}
