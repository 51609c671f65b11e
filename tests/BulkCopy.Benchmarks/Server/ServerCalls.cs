using System.Globalization;
using System.Text.RegularExpressions;
using BulkCopy.Engine.Jobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace BulkCopy.Benchmarks.Server;

/// <summary>Everything that a server can be asked without changing something.</summary>
internal static partial class ServerCalls
{
    /// <summary>Endless, or by their nature as long as the run: nobody waits for a page of them.</summary>
    private static readonly string[] Long =
    [
        "/api/v1/runs/{run:int}/stream", "/api/v1/runs/{run:int}/certificate", "/api/v1/runs/{run:int}/findings", "/api/v1/runs/{run:int}/differences", "/api/v1/runs/{run:int}/mend",
    ];

    /// <summary>Answers that are streamed: timed until their beginning is there.</summary>
    private static readonly string[] Streamed = ["/report", "/export"];

    /// <summary>Without a state of their own: signing in, assets, and coming back from a bucket.</summary>
    private static readonly string[] Elsewhere = ["/sign-in", "/assets", "/manifests/landed", "/openapi", "/api-docs", "/favicon"];

    /// <summary>Calls by their number, which spreads them over the run in an order that no cache foresees.</summary>
    /// <exception cref="InvalidOperationException">The server has something that is not asked for.</exception>
    public static IReadOnlyList<Func<int, string>> Of(WebApplication server, RunId run, long entries)
    {
        var calls = All(run, entries);
        var asked = calls.Select(call => call(0).Split('?')[0]).ToList();
        foreach (var pattern in Patterns(server))
            if (!Long.Contains(pattern) && !Elsewhere.Any(place => pattern.StartsWith(place, StringComparison.Ordinal)) && !asked.Exists(Match(pattern).IsMatch))
                throw new InvalidOperationException($"Nothing asks for {pattern}.");
        return calls;
    }

    /// <summary>Whether only the beginning of the answer is waited for.</summary>
    public static bool IsStreamed(string path) => Streamed.Any(path.Split('?')[0].EndsWith);

    private static IEnumerable<string> Patterns(WebApplication server) =>
        from endpoint in server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        where endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") == true
        select "/" + endpoint.RoutePattern.RawText!.Trim('/');

    private static Regex Match(string pattern) => new("^" + Place().Replace(pattern, "[^/]+") + "$", RegexOptions.NonBacktracking);

    private static IReadOnlyList<Func<int, string>> All(RunId run, long entries)
    {
        string Cursor(int call) => (((call * 7919L * 1000 % entries / 1000) + 1) << 10).ToString(CultureInfo.InvariantCulture);
        string Key(int call) => Uri.EscapeDataString($"data/{(call * 7919L * 613) % entries:0000000000}");
        var root = $"/api/v1/runs/{run}";
        return
        [
            _ => "/health/live", _ => "/health/ready", _ => "/metrics", _ => "/api/v1/session", _ => "/api/v1/jobs", _ => "/api/v1/jobs/1",
            _ => "/api/v1/runs", _ => "/api/v1/runs/unfinished", _ => "/api/v1/runs/dropped", _ => root,
            _ => $"{root}/events", _ => $"{root}/samples", _ => $"{root}/left-out", _ => $"{root}/uploads", _ => $"{root}/transitions",
            call => $"{root}/entries?limit=100&cursor={Cursor(call)}",
            call => $"{root}/entries?limit=100&result=Failed&cursor={Cursor(call)}",
            call => $"{root}/entries?limit=100&result=Failed&code=AccessDenied&cursor={Cursor(call)}",
            call => $"{root}/entries?limit=100&result=Failed&code=NoSuchCode&cursor={Cursor(call)}",
            call => $"{root}/entries?limit=100&result=Skipped&cursor={Cursor(call)}",
            call => $"{root}/entries?limit=100&prefix={Key(call)[..^2]}", call => $"{root}/entries?limit=100&prefix=data/&result=Skipped&cursor={Cursor(call)}",
            _ => $"{root}/failures", call => $"{root}/explain?key={Key(call)}", _ => $"{root}/report", _ => $"{root}/export?what=outcomes",
            _ => "/api/v1/stores", _ => "/api/v1/stores/store-7", _ => "/api/v1/stores/store-7/limit", _ => "/api/v1/stores/store-7/buckets/photos-1250000000/limit", _ => "/api/v1/limits",
            _ => "/api/v1/workers", _ => "/api/v1/uploads?orphans=true", _ => "/api/v1/audit?limit=100", _ => "/api/v1/accounts", _ => "/api/v1/api-keys",
            _ => "/api/v1/schedules", _ => "/api/v1/schedules/1", _ => "/api/v1/schedules/1/fires", _ => "/api/v1/tiering/days",
            _ => "/api/v1/webhooks", _ => "/api/v1/webhooks/hook", _ => "/api/v1/webhooks/hook/deliveries", _ => $"/api/v1/manifest-uploads/{ServerSurroundings.Upload}",
            _ => "/", _ => "/runs", _ => $"/runs/{run}", _ => $"/runs/{run}/failures", call => $"/runs/{run}/entries?from={Cursor(call)}",
            call => $"/runs/{run}/entries?result=Failed&code=AccessDenied&from={Cursor(call)}", call => $"/runs/{run}/entries?prefix={Key(call)[..^2]}",
            call => $"/runs/{run}/object?key={Key(call)}", _ => "/versions", call => $"/versions?run={run}&key={Key(call)}", _ => "/classes",
            _ => "/jobs/new", _ => "/jobs/new?step=options&sourceStore=store-7&sourceBucket=b", _ => "/jobs/new/manifest",
            _ => "/schedules", _ => "/schedules/1", _ => "/stores", _ => "/stores/store-7", _ => "/audit", call => $"/audit?before={100_000 - (call * 613 % 90_000)}", _ => "/access",
            _ => "/webhooks", _ => "/webhooks/hook", _ => "/reference",
        ];
    }

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Place();
}
