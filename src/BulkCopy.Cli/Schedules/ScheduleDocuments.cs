using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace BulkCopy.Cli.Schedules;

/// <summary>The JSON that verbs about schedules print.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ScheduleDocument))]
[JsonSerializable(typeof(FireDocument))]
internal sealed partial class ScheduleDocuments : JsonSerializerContext
{
    public static ScheduleDocuments Types => Readable.Types;

    private static class Readable
    {
        public static readonly ScheduleDocuments Types = new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}
