using BulkCopy.Engine.Segments;
using BulkCopy.Postgres.Versions;

namespace BulkCopy.Cli.Output;

/// <summary>The versions of one key, oldest first, and what they became.</summary>
internal sealed record VersionMapDocument(int RunId, string Key, string DestinationKey, IReadOnlyList<MappedVersionDocument> Versions);

/// <summary>A version and what it became; what is not known yet is missing.</summary>
internal sealed record MappedVersionDocument(
    string? VersionId, bool DeleteMarker, long Size, DateTimeOffset LastModified, string? DestinationVersionId, OutcomeResult? Result, bool Final, string? Code)
{
    public static MappedVersionDocument Of(MappedVersion version) => new(
        version.Entry.VersionId, version.Entry.Way == Engine.Planning.CopyWay.DeleteMarker, version.Entry.Size, version.Entry.LastModified,
        version.DestinationVersionId, version.Result, version.IsFinal, version.Code);
}
