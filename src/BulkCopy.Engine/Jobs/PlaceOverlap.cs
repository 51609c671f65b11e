using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Jobs;

/// <summary>Refuses copies that would feed on themselves.</summary>
public static class PlaceOverlap
{
    /// <summary>Why a copy cannot be made, as a sentence; <c>null</c> if the places lie apart.</summary>
    /// <param name="spec">The job; its further sources are not looked at.</param>
    /// <param name="source">Where its source is served.</param>
    /// <param name="destination">Where its destination is served.</param>
    public static string? Explain(JobSpec spec, StoreHost source, StoreHost destination)
    {
        // Two names in configuration may mean one place; bucket names are unique over all regions of an endpoint family.
        if (spec.Source.Bucket != spec.Destination.Bucket || source.Dialect.Family != destination.Dialect.Family || source.Address != destination.Address) return null;
        var (from, to) = (spec.Source.Prefix, spec.Destination.Prefix);
        if (from == to)
            return $"Source and destination are the same place, {spec.Source}: name another bucket or prefix.";
        if (to.StartsWith(from, StringComparison.Ordinal))
            return $"The destination {spec.Destination} lies within the source {spec.Source}: the copies would be listed and copied again. Name a prefix outside it.";
        return from.StartsWith(to, StringComparison.Ordinal) && !spec.Copy.ForbidOverwrite
            ? $"The source {spec.Source} lies within the destination {spec.Destination}: a copy could overwrite an object that is not copied yet. Name a prefix outside it, or forbid overwriting."
            : null;
    }
}

/// <summary>Where a store is served.</summary>
/// <param name="Dialect">Its dialect.</param>
/// <param name="Endpoint">Host in place of the provider's public one, with or without a scheme.</param>
/// <param name="ConnectTo">Where connections lead while requests keep the provider's host name.</param>
public sealed record StoreHost(Dialect Dialect, string? Endpoint, string? ConnectTo)
{
    internal (string Endpoint, string ConnectTo) Address => (Host(Endpoint), ConnectTo?.ToUpperInvariant() ?? "");

    private static string Host(string? endpoint) => endpoint is null ? ""
        : (endpoint.Contains("://", StringComparison.Ordinal) ? endpoint[(endpoint.IndexOf("://", StringComparison.Ordinal) + 3)..] : endpoint).TrimEnd('/').ToUpperInvariant();
}
