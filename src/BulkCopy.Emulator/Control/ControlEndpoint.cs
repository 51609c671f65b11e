using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using BulkCopy.Emulator.Faults;
using BulkCopy.Emulator.Observation;
using BulkCopy.Emulator.Requests;
using BulkCopy.Emulator.Seeding;
using Microsoft.AspNetCore.Http;

namespace BulkCopy.Emulator.Control;

/// <summary>Faults, counters and seeding over HTTP, for whoever is on this machine and knows the token.</summary>
internal sealed class ControlEndpoint(string token, FaultInjector faults, RequestLog log, Seeder seeder)
{
    public const string Root = "/-/emulator/";
    private const string TokenHeader = "X-Emulator-Token";

    public async Task HandleAsync(HttpContext http)
    {
        if (!IsAdmitted(http))
        {
            await AnswerAsync(http, 403, new { error = $"Send {TokenHeader} from this machine." });
            return;
        }
        try
        {
            var path = http.Request.Path.Value![Root.Length..];
            await DispatchAsync(http, path.Split('/'));
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            await AnswerAsync(http, 400, new { error = error.Message });
        }
    }

    private Task DispatchAsync(HttpContext http, string[] path) => (http.Request.Method, path) switch
    {
        ("GET", ["faults"]) => AnswerAsync(http, 200, faults.Rules.Select(rule => new { rule.Id, rule.Rule, rule.Struck })),
        ("POST", ["faults"]) => AddFaultAsync(http),
        ("DELETE", ["faults"]) => AnswerAfterAsync(http, faults.Clear),
        ("DELETE", ["faults", var id]) => AnswerAsync(http, faults.Remove(id) ? 200 : 404, new { id }),
        ("GET", ["requests"]) => CountAsync(http),
        ("GET", ["requests", "log"]) => AnswerAsync(http, 200, log.Snapshot()),
        ("DELETE", ["requests"]) => AnswerAfterAsync(http, log.Clear),
        ("POST", ["seed"]) => SeedAsync(http),
        _ => AnswerAsync(http, 404, new { error = $"{http.Request.Method} {http.Request.Path} is not offered here." }),
    };

    private async Task AddFaultAsync(HttpContext http)
    {
        var rule = await ReadAsync<FaultRule>(http);
        await AnswerAsync(http, 200, new { id = faults.Add(rule) });
    }

    private async Task SeedAsync(HttpContext http)
    {
        var order = await ReadAsync<SeedOrder>(http);
        seeder.Make(order);
        await AnswerAsync(http, 200, new { made = order.Count });
    }

    private async Task CountAsync(HttpContext http)
    {
        var query = http.Request.Query;
        var text = query["operation"].ToString();
        if (text.Length == 0)
        {
            var counts = Enum.GetValues<Operation>().Where(one => log.Count(one) > 0).ToDictionary(one => one.ToString(), log.Count);
            await AnswerAsync(http, 200, new { total = log.Total, internalErrors = log.InternalErrors, operations = counts });
            return;
        }
        if (!Enum.TryParse<Operation>(text, ignoreCase: true, out var operation)) throw new ArgumentException($"{text} is no operation.");
        string? bucket = query["bucket"], key = query["key"];
        var part = int.TryParse(query["part"], out var number) ? number : (int?)null;
        await AnswerAsync(http, 200, new { count = log.Count(operation, bucket, key, part), effects = log.CountEffects(operation, bucket, key, part) });
    }

    private bool IsAdmitted(HttpContext http)
    {
        var given = Encoding.UTF8.GetBytes(http.Request.Headers[TokenHeader].ToString());
        return http.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
            && CryptographicOperations.FixedTimeEquals(given, Encoding.UTF8.GetBytes(token));
    }

    private static async Task<T> ReadAsync<T>(HttpContext http) where T : class =>
        await JsonSerializer.DeserializeAsync<T>(http.Request.Body, ControlJson.Options, http.RequestAborted) ?? throw new JsonException("The body is null.");

    private static Task AnswerAfterAsync(HttpContext http, Action action)
    {
        action();
        return AnswerAsync(http, 200, new { done = true });
    }

    private static Task AnswerAsync<T>(HttpContext http, int status, T document)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        return http.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(document, ControlJson.Options), http.RequestAborted).AsTask();
    }
}
