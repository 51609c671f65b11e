using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Probing;

namespace BulkCopy.Engine.Documents;

/// <summary>What a probe found out. <c>null</c>: not tried.</summary>
/// <param name="Source">Where copies come from.</param>
/// <param name="Destination">Where they go.</param>
/// <param name="ProbedAt">When it was tried.</param>
/// <param name="Requests">Requests that it took.</param>
/// <param name="CopyConditions">Copies keep to source conditions.</param>
/// <param name="PartCopyConditions">Part copies keep to source conditions.</param>
/// <param name="TellsVersionIds">Copies tell their version.</param>
/// <param name="OverwriteGuard">Copies can be kept from overwriting.</param>
/// <param name="TellsCrc64">Copies tell their CRC-64.</param>
/// <param name="CarriesMetadata">Copies carry headers and metadata.</param>
/// <param name="CarriesTags">Copies carry tags.</param>
/// <param name="ReplacesMetadata">Copies take new metadata.</param>
/// <param name="CopiesFromSource">The source can be copied from.</param>
/// <param name="Findings">What else was found, as sentences.</param>
public sealed record ProbeDocument(
    string Source, string Destination, DateTimeOffset ProbedAt, int Requests, bool? CopyConditions, bool? PartCopyConditions, bool? TellsVersionIds, bool? OverwriteGuard,
    bool? TellsCrc64, bool? CarriesMetadata, bool? CarriesTags, bool? ReplacesMetadata, bool? CopiesFromSource, IReadOnlyList<string> Findings)
{
    /// <summary>The document of what was found.</summary>
    public static ProbeDocument Of(StoreLocation source, StoreLocation destination, StoreCapabilities found) => new(
        source.ToString(), destination.ToString(), found.ProbedAt, found.Requests, found.CopyConditions, found.PartCopyConditions, found.TellsVersionIds, found.OverwriteGuard,
        found.TellsCrc64, found.CarriesMetadata, found.CarriesTags, found.ReplacesMetadata, found.CopiesFromSource, found.Findings);
}
