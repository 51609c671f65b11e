using Microsoft.Extensions.Logging;

namespace BulkCopy.Server;

/// <summary>Log messages of the server, with stable event ids from 3000.</summary>
internal static partial class Log
{
    [LoggerMessage(3000, LogLevel.Warning, "There is no account yet; a one-time link for the first was printed.")]
    public static partial void FirstAccountNeeded(ILogger log);

    [LoggerMessage(3001, LogLevel.Error, "Request {RequestId} broke.")]
    public static partial void RequestBroke(ILogger log, string requestId, Exception exception);

    [LoggerMessage(3002, LogLevel.Warning, "The stores could not be read again: {Reason}")]
    public static partial void StoresUnread(ILogger log, string reason);

    [LoggerMessage(3003, LogLevel.Error, "Store {Store} cannot be used: {Reason}")]
    public static partial void StoreUnusable(ILogger log, string store, string reason);

    [LoggerMessage(3005, LogLevel.Warning, "Webhooks could not be sent: {Reason}")]
    public static partial void WebhooksUnsent(ILogger log, string reason);

    [LoggerMessage(3006, LogLevel.Warning, "Webhook {Webhook} was given up for delivery {Delivery} after {Attempts} attempts: {Reason}")]
    public static partial void WebhookGivenUp(ILogger log, string webhook, long delivery, int attempts, string reason);

    [LoggerMessage(3004, LogLevel.Warning, "The ledger could not be measured: {Reason}")]
    public static partial void LedgerUnmeasured(ILogger log, string reason);
}
