using System.Text.Json;
using BulkCopy.Engine.Manifests.Reading;

namespace BulkCopy.Postgres.Ledger;

/// <summary>A part of a manifest as the ledger stores it.</summary>
internal static class ManifestPartJson
{
    public static string Write(ManifestPart part) => JsonSerializer.Serialize(part, JobSpecJson.Options);

    public static ManifestPart Read(string json) =>
        JsonSerializer.Deserialize<ManifestPart>(json, JobSpecJson.Options) ?? throw new JsonException("The ledger has a range whose part of a manifest is null.");
}
