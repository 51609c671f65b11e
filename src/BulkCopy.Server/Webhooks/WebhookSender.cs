using BulkCopy.Engine.Segments;
using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Options;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace BulkCopy.Server.Webhooks;

/// <summary>
/// Takes due deliveries and makes them, again and again until a receiver takes them or there were too many attempts. All servers do this; a delivery is one server's
/// for as long as an attempt may take.
/// </summary>
internal sealed class WebhookSender(WebhookDeliveries deliveries, WebhookPost post, TimeProvider time, IOptions<ServerOptions> options, ILogger<WebhookSender> log)
    : BackgroundService
{
    private const int AtATime = 16;
    private const int SweptAtATime = 1000;
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);
    private static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(10);

    private readonly WebhookOptions webhooks = options.Value.Webhooks;
    private long swept = time.GetTimestamp();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await SendDueAsync(stoppingToken) == AtATime)
                    continue;
                await SweepAsync(stoppingToken);
            }
            catch (LedgerUnavailableException away)
            {
                Log.WebhooksUnsent(log, away.Message);
            }
            await Task.Delay(webhooks.PollInterval, time, stoppingToken);
        }
    }

    /// <summary>Makes the deliveries that are due, some at a time; how many.</summary>
    internal async Task<int> SendDueAsync(CancellationToken cancellationToken)
    {
        // An attempt that its server did not settle by then is another's.
        var due = await deliveries.ClaimAsync(AtATime, webhooks.Timeout + TimeSpan.FromSeconds(30), cancellationToken);
        await Task.WhenAll(due.Select(delivery => SendAsync(delivery, cancellationToken)));
        return due.Count;
    }

    /// <summary>The wait after so many attempts.</summary>
    internal static TimeSpan WaitAfter(int attempts, TimeSpan first) =>
        attempts > 30 || first * (1L << (attempts - 1)) > LongestWait ? LongestWait : first * (1L << (attempts - 1));

    private async Task SendAsync(DueDelivery delivery, CancellationToken cancellationToken)
    {
        var (status, error) = await post.SendAsync(delivery, cancellationToken);
        if (error is null || delivery.Attempt >= webhooks.MaxAttempts)
            await deliveries.SettleAsync(delivery, error is null, status, error, cancellationToken);
        else
            await deliveries.PostponeAsync(delivery, WaitAfter(delivery.Attempt, webhooks.FirstRetry), status, error, cancellationToken);
        if (error is not null && delivery.Attempt >= webhooks.MaxAttempts)
            Log.WebhookGivenUp(log, delivery.Webhook, delivery.Id, delivery.Attempt, error);
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        if (time.GetElapsedTime(swept) < SweepInterval)
            return;
        swept = time.GetTimestamp();
        while (await deliveries.SweepAsync(webhooks.KeepFor, SweptAtATime, cancellationToken))
            continue;
    }
}
