using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Planning;
using BulkCopy.Engine.Segments;

namespace BulkCopy.Cli.Output;

/// <summary>The versions of one key, oldest first, and what they became.</summary>
internal sealed record VersionMapDocument(int RunId, string Key, string DestinationKey, IReadOnlyList<MappedVersionDocument> Versions);

/// <summary>A version and what it became; what is not known yet is missing.</summary>
internal sealed record MappedVersionDocument(
    string? VersionId, bool DeleteMarker, long Size, DateTimeOffset LastModified, string? DestinationVersionId, OutcomeResult? Result, bool Final, string? Code)
{
    public static MappedVersionDocument Of(EntryDocument version) => new(
        version.VersionId, version.Way == CopyWay.DeleteMarker, version.Size, version.LastModified, version.DestinationVersionId, version.Result, version.Final == true, version.Code);
}
