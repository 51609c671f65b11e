using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using BulkCopy.Engine.Tiering;

namespace BulkCopy.Cli.Tiering;

/// <summary>The JSON that verbs about tiering print.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(SimulationDocument))]
[JsonSerializable(typeof(TransitionDay))]
[JsonSerializable(typeof(PolicyDocumentSummary))]
internal sealed partial class TieringDocuments : JsonSerializerContext
{
    public static TieringDocuments Types => Readable.Types;

    private static class Readable
    {
        public static readonly TieringDocuments Types = new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}
