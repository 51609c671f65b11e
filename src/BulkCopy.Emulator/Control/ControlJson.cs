using System.Text.Json;
using System.Text.Json.Serialization;

namespace BulkCopy.Emulator.Control;

/// <summary>How the control endpoint and the command line spell orders: camel case, enums by name, unknown members refused.</summary>
internal static class ControlJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() }, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };
}
