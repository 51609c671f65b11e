using BulkCopy.Engine.Documents;
using BulkCopy.Postgres.Queries;

namespace BulkCopy.Server.Webhooks;

/// <summary>What a receiver is told. The run is as it was when the message was sent, the change as it was when it happened.</summary>
internal sealed record WebhookMessage(
    long DeliveryId, string Webhook, string Event, int RunId, string? StateBefore, string State, DateTimeOffset HappenedAt, int Attempt, RunDocument? Run)
{
    public static WebhookMessage Of(DueDelivery delivery, RunDocument? run) => new(
        delivery.Id, delivery.Webhook, "run.state", delivery.Run.Value, delivery.StateBefore, delivery.State, delivery.HappenedAt, delivery.Attempt, run);
}
