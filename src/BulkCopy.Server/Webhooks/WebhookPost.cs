using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Jobs;
using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Options;
using BulkCopy.Server.Secrets;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace BulkCopy.Server.Webhooks;

/// <summary>Tells one receiver of one change. Follows no redirects, reads no answer but its status, uses no proxy.</summary>
internal sealed class WebhookPost : IDisposable
{
    private const int MostHeaderKilobytes = 16;

    private readonly HttpMessageInvoker http;
    private readonly IRunLedger runs;
    private readonly SecretSealer sealer;
    private readonly TimeProvider time;
    private readonly TimeSpan timeout;
    private readonly JsonSerializerOptions json;

    public WebhookPost(WebhookGuard guard, IRunLedger runs, SecretSealer sealer, TimeProvider time, IOptions<ServerOptions> options, IOptions<JsonOptions> json)
    {
        (this.runs, this.sealer, this.time) = (runs, sealer, time);
        timeout = options.Value.Webhooks.Timeout;
        this.json = json.Value.SerializerOptions;
        http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
            AutomaticDecompression = DecompressionMethods.None,
            MaxResponseHeadersLength = MostHeaderKilobytes,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            ConnectCallback = (context, cancellationToken) => guard.ConnectAsync(context.DnsEndPoint, cancellationToken),
        });
    }

    /// <summary>Makes the delivery.</summary>
    /// <returns>The status if there was an answer, and what is wrong; <c>null</c> if the receiver took it.</returns>
    public async Task<(int? Status, string? Error)> SendAsync(DueDelivery delivery, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(timeout);
        try
        {
            using var request = await RequestAsync(delivery, cancellationToken);
            using var answer = await http.SendAsync(request, patience.Token);
            return ((int)answer.StatusCode, answer.IsSuccessStatusCode ? null : Refusal(answer));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, string.Create(CultureInfo.InvariantCulture, $"There was no answer within {timeout.TotalSeconds} s."));
        }
        catch (Exception e) when (e is HttpRequestException or SecretUnavailableException)
        {
            return (null, (e.InnerException ?? e).Message);
        }
    }

    public void Dispose() => http.Dispose();

    private async Task<HttpRequestMessage> RequestAsync(DueDelivery delivery, CancellationToken cancellationToken)
    {
        var run = await runs.FindAsync(delivery.Run, cancellationToken);
        var now = time.GetUtcNow();
        var body = JsonSerializer.SerializeToUtf8Bytes(WebhookMessage.Of(delivery, run is null ? null : RunDocument.Of(run, now)), json);
        var secret = sealer.Open(WebhookSecret.Owner(delivery.Webhook), new SealedSecret(delivery.MasterKeyId, delivery.SealedKey, delivery.SealedSecret));
        var seconds = now.ToUnixTimeSeconds();
        var request = new HttpRequestMessage(HttpMethod.Post, delivery.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        request.Headers.UserAgent.ParseAdd("BulkCopy");
        request.Headers.Add(WebhookSignature.DeliveryHeader, delivery.Id.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add(WebhookSignature.TimeHeader, seconds.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add(WebhookSignature.SignatureHeader, WebhookSignature.Of(secret, seconds, body));
        CryptographicOperations.ZeroMemory(secret);
        return request;
    }

    private static string Refusal(HttpResponseMessage answer) => answer.StatusCode is >= HttpStatusCode.Ambiguous and < HttpStatusCode.BadRequest
        ? "The receiver redirects, which is not followed: enter the address it redirects to."
        : $"The receiver answered {(int)answer.StatusCode}.";
}
