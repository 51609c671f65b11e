using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Probing;

namespace BulkCopy.Cli.Output;

/// <summary>What a probe found out, in JSON. <c>null</c>: not tried.</summary>
internal sealed record ProbeDocument(
    string Source, string Destination, DateTimeOffset ProbedAt, int Requests, bool? CopyConditions, bool? PartCopyConditions, bool? TellsVersionIds, bool? OverwriteGuard,
    bool? TellsCrc64, bool? CarriesMetadata, bool? CarriesTags, bool? ReplacesMetadata, bool? CopiesFromSource, IReadOnlyList<string> Findings)
{
    public static ProbeDocument Of(StoreLocation source, StoreLocation destination, StoreCapabilities found) => new(
        source.ToString(), destination.ToString(), found.ProbedAt, found.Requests, found.CopyConditions, found.PartCopyConditions, found.TellsVersionIds, found.OverwriteGuard,
        found.TellsCrc64, found.CarriesMetadata, found.CarriesTags, found.ReplacesMetadata, found.CopiesFromSource, found.Findings);
}
