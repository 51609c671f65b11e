using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace BulkCopy.Cli.Flow;

/// <summary>The JSON that verbs about limits print.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FlowDocument))]
internal sealed partial class FlowDocuments : JsonSerializerContext
{
    public static FlowDocuments Types => Readable.Types;

    private static class Readable
    {
        public static readonly FlowDocuments Types = new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}
