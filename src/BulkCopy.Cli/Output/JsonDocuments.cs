using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace BulkCopy.Cli.Output;

/// <summary>The JSON that verbs print.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(RunDetailDocument))]
[JsonSerializable(typeof(TimelineDocument))]
[JsonSerializable(typeof(ReportDocument))]
[JsonSerializable(typeof(VersionMapDocument))]
[JsonSerializable(typeof(ExportDocument))]
[JsonSerializable(typeof(SchemaDocument))]
[JsonSerializable(typeof(EmulatorDocument))]
[JsonSerializable(typeof(ServerDocument))]
[JsonSerializable(typeof(RotationDocument))]
[JsonSerializable(typeof(RetryDocument))]
[JsonSerializable(typeof(WorkerDocument))]
[JsonSerializable(typeof(DemoDocument))]
internal sealed partial class JsonDocuments : JsonSerializerContext
{
    public static JsonDocuments Types => Readable.Types;

    public static string Write<T>(T document, JsonTypeInfo<T> type) => JsonSerializer.Serialize(document, type);

    private static class Readable
    {
        // Keys are printed as they are: whoever reads this reads UTF-8, and it is not pasted into HTML.
        public static readonly JsonDocuments Types = new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}
