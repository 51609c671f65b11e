using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using BulkCopy.Engine.Tiering;

namespace BulkCopy.Engine.Documents;

/// <summary>How documents are written: camel case, names of enumerations, keys as they are.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(RunDocument))]
[JsonSerializable(typeof(EntryDocument))]
[JsonSerializable(typeof(PlanDocument))]
[JsonSerializable(typeof(FlowDocument))]
[JsonSerializable(typeof(CertificateCheckDocument))]
[JsonSerializable(typeof(DroppedDocument))]
[JsonSerializable(typeof(VerifyDocument))]
[JsonSerializable(typeof(ProbeDocument))]
[JsonSerializable(typeof(DroppedRunDocument))]
[JsonSerializable(typeof(DifferenceDocument))]
[JsonSerializable(typeof(ScheduleDocument))]
[JsonSerializable(typeof(FireDocument))]
[JsonSerializable(typeof(SimulationDocument))]
[JsonSerializable(typeof(PolicySummary))]
[JsonSerializable(typeof(TransitionDay))]
[JsonSerializable(typeof(StoreDocument))]
[JsonSerializable(typeof(StoreTestDocument))]
public sealed partial class DocumentJson : JsonSerializerContext
{
    /// <summary>The types. Text is not escaped for HTML: whoever reads this reads UTF-8.</summary>
    public static DocumentJson Types => Readable.Types;

    private static class Readable
    {
        public static readonly DocumentJson Types = new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}
