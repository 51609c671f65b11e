using System.Text.Json;
using System.Text.Json.Serialization;
using BulkCopy.Engine.Jobs;

namespace BulkCopy.Postgres.Ledger;

/// <summary>A job's declaration as the ledger stores it. Read by reflection: members that an older writer did not know keep their defaults.</summary>
internal static class JobSpecJson
{
    internal static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    public static string Write(JobSpec spec) => JsonSerializer.Serialize(spec, Options);

    public static JobSpec Read(string json) =>
        JsonSerializer.Deserialize<JobSpec>(json, Options) ?? throw new JsonException("The ledger has a run whose specification is null.");
}
