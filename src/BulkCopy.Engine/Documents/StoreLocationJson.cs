using System.Text.Json;
using System.Text.Json.Serialization;
using BulkCopy.Engine.Jobs;

namespace BulkCopy.Engine.Documents;

/// <summary>Locations as <c>STORE:BUCKET/PREFIX</c>.</summary>
public sealed class StoreLocationJson : JsonConverter<StoreLocation>
{
    /// <inheritdoc/>
    public override StoreLocation Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw new JsonException("It is no text: write STORE:BUCKET/PREFIX.");
        return StoreLocation.Parse(text, out var error) ?? throw new JsonException(error);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, StoreLocation value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
