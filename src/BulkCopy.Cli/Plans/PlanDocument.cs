using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Planning;
using BulkCopy.ObjectStores;

namespace BulkCopy.Cli.Plans;

/// <summary>A plan as JSON. Amounts are in the currency that stands beside them.</summary>
internal sealed record PlanDocument(
    string Name, IReadOnlyList<string> Sources, string Destination, DateTimeOffset AsOf, long Objects, long Bytes, long Copies, long CopyBytes, long Deletions, string? DeletionRefusal,
    long? Overwritten, long OverwrittenBytes, BucketVersioning? Versioning, IReadOnlyList<PlannedWay> Ways, IReadOnlyList<LeftOut> LeftOut, IReadOnlyList<PlanObstacle> Obstacles,
    IReadOnlyList<PlannedRequests> Requests, PlanTimeDocument Time, IReadOnlyList<PlanCost> Costs, IReadOnlyList<string> Notes, PlanSample? Sample)
{
    public static PlanDocument Of(JobPlan plan) => new(
        plan.Name, [.. plan.Sources.Select(source => source.ToString())], plan.Destination.ToString(), plan.AsOf, plan.Objects, plan.Bytes, plan.Copies, plan.CopyBytes,
        plan.Deletions, plan.DeletionRefusal, plan.Overwritten, plan.OverwrittenBytes, plan.Versioning, plan.Ways, plan.LeftOut, plan.Obstacles, plan.Requests,
        new PlanTimeDocument(plan.Duration.Expected.TotalSeconds, plan.Duration.Limit, plan.Duration.Assumptions), plan.Costs, plan.Notes, plan.Sample);
}

/// <summary>How long a run takes, and what that assumes.</summary>
internal sealed record PlanTimeDocument(double Seconds, string Limit, IReadOnlyList<string> Assumptions);

/// <summary>The JSON that <c>plan</c> prints.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(PlanDocument))]
internal sealed partial class PlanDocuments : JsonSerializerContext
{
    public static PlanDocuments Types => Readable.Types;

    private static class Readable
    {
        public static readonly PlanDocuments Types = new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}
