using System.Net;
using System.Text;
using BulkCopy.Server.Access;
using BulkCopy.Server.Tests.Hosting;
using BulkCopy.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace BulkCopy.Server.Tests.Access;

/// <summary>Every endpoint × every role. An endpoint that is not in the table fails the test.</summary>
public sealed class EndpointAccessTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private static readonly string[] Anonymous =
    [
        "GET /health/live", "GET /health/ready", "GET /metrics", "GET /sign-in", "POST /sign-in", "GET /sign-in/provider", "GET /sign-in/first",
        "POST /sign-in/first",
    ];

    private static readonly Dictionary<string, Role> Least = new()
    {
        ["POST /sign-out"] = Role.Viewer,
        ["GET /openapi/{documentName}.json"] = Role.Viewer,
        ["GET /api/v1/session"] = Role.Viewer,
        ["POST /api/v1/jobs"] = Role.Operator,
        ["GET /api/v1/jobs"] = Role.Viewer,
        ["GET /api/v1/jobs/{job:long}"] = Role.Viewer,
        ["GET /api/v1/runs"] = Role.Viewer,
        ["GET /api/v1/runs/unfinished"] = Role.Viewer,
        ["GET /api/v1/runs/dropped"] = Role.Viewer,
        ["GET /api/v1/runs/{run:int}"] = Role.Viewer,
        ["GET /api/v1/runs/{run:int}/events"] = Role.Viewer,
        ["GET /api/v1/runs/{run:int}/entries"] = Role.Viewer,
        ["GET /api/v1/runs/{run:int}/failures"] = Role.Viewer,
        ["GET /api/v1/runs/{run:int}/left-out"] = Role.Viewer,
        ["GET /api/v1/runs/{run:int}/uploads"] = Role.Viewer,
        ["GET /api/v1/runs/{run:int}/explain"] = Role.Viewer,
        ["GET /api/v1/runs/{run:int}/report"] = Role.Viewer,
        ["GET /api/v1/runs/{run:int}/stream"] = Role.Viewer,
        ["POST /api/v1/runs/{run:int}/confirm"] = Role.Operator,
        ["POST /api/v1/runs/{run:int}/pause"] = Role.Operator,
        ["POST /api/v1/runs/{run:int}/resume"] = Role.Operator,
        ["POST /api/v1/runs/{run:int}/cancel"] = Role.Operator,
        ["PUT /api/v1/runs/{run:int}/priority"] = Role.Operator,
        ["POST /api/v1/runs/{run:int}/retry-failed"] = Role.Operator,
        ["GET /api/v1/schedules"] = Role.Viewer,
        ["GET /api/v1/schedules/{schedule:long}"] = Role.Viewer,
        ["GET /api/v1/schedules/{schedule:long}/fires"] = Role.Viewer,
        ["POST /api/v1/schedules"] = Role.Operator,
        ["PUT /api/v1/schedules/{schedule:long}"] = Role.Operator,
        ["DELETE /api/v1/schedules/{schedule:long}"] = Role.Operator,
        ["POST /api/v1/schedules/{schedule:long}/pause"] = Role.Operator,
        ["POST /api/v1/schedules/{schedule:long}/resume"] = Role.Operator,
        ["POST /api/v1/schedules/{schedule:long}/run"] = Role.Operator,
        ["POST /api/v1/tiering/check"] = Role.Viewer,
        ["POST /api/v1/tiering/simulate"] = Role.Operator,
        ["POST /api/v1/tiering/runs"] = Role.Operator,
        ["GET /api/v1/tiering/days"] = Role.Viewer,
        ["GET /api/v1/runs/{run:int}/transitions"] = Role.Viewer,
        ["GET /api/v1/stores"] = Role.Viewer,
        ["GET /api/v1/stores/{name}"] = Role.Viewer,
        ["POST /api/v1/stores"] = Role.Admin,
        ["PUT /api/v1/stores/{name}"] = Role.Admin,
        ["DELETE /api/v1/stores/{name}"] = Role.Admin,
        ["POST /api/v1/stores/{name}/test"] = Role.Operator,
        ["GET /api/v1/workers"] = Role.Viewer,
        ["GET /api/v1/uploads"] = Role.Viewer,
        ["POST /api/v1/manifest-uploads"] = Role.Operator,
        ["GET /api/v1/manifest-uploads/{upload:guid}"] = Role.Viewer,
        ["GET /manifests/landed/{upload:guid}"] = Role.Operator,
        ["GET /api/v1/webhooks"] = Role.Admin,
        ["GET /api/v1/webhooks/{name}"] = Role.Admin,
        ["POST /api/v1/webhooks"] = Role.Admin,
        ["PUT /api/v1/webhooks/{name}"] = Role.Admin,
        ["DELETE /api/v1/webhooks/{name}"] = Role.Admin,
        ["GET /api/v1/webhooks/{name}/deliveries"] = Role.Admin,
        ["GET /api/v1/audit"] = Role.Admin,
        ["GET /api/v1/accounts"] = Role.Admin,
        ["POST /api/v1/accounts"] = Role.Admin,
        ["PUT /api/v1/accounts/{name}"] = Role.Admin,
        ["PUT /api/v1/accounts/{name}/password"] = Role.Admin,
        ["GET /api/v1/api-keys"] = Role.Admin,
        ["POST /api/v1/api-keys"] = Role.Admin,
        ["DELETE /api/v1/api-keys/{key:int}"] = Role.Admin,
    };

    [Fact]
    public async Task Every_endpoint_stands_in_the_table()
    {
        var known = Anonymous.Concat(Least.Keys).ToHashSet(StringComparer.Ordinal);
        var unknown = (await EndpointsAsync()).Where(endpoint => !known.Contains(endpoint)).ToArray();
        Assert.Empty(unknown);
        Assert.Empty(known.Except(await EndpointsAsync()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(Role.Viewer)]
    [InlineData(Role.Operator)]
    [InlineData(Role.Approver)]
    [InlineData(Role.Admin)]
    public async Task A_role_reaches_what_it_may_and_nothing_else(Role? role)
    {
        var server = await shared.OpenAsync();
        using var client = role is { } known ? await server.AsAsync(known) : server.Anonymous();
        var wrong = new List<string>();
        foreach (var (endpoint, least) in Least)
        {
            using var answer = await SendAsync(client, endpoint);
            var expected = role is null ? answer.StatusCode == HttpStatusCode.Unauthorized
                : role < least ? answer.StatusCode == HttpStatusCode.Forbidden
                : answer.StatusCode is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden) && (int)answer.StatusCode < 500;
            if (!expected)
                wrong.Add($"{endpoint}: {answer.StatusCode}");
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public async Task An_api_key_reaches_only_its_areas()
    {
        var server = await shared.OpenAsync();
        var key = AccessToken.New(AccessToken.ApiKeyPrefix);
        await server.Services.GetRequiredService<Postgres.Queries.ApiKeyTable>().CreateAsync(
            "scoped", AccessToken.Hash(key), "Admin", [Areas.Runs], "tests", DateTimeOffset.UnixEpoch.AddYears(100), CancellationToken.None);
        using var client = server.WithKey(key);

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/runs")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync("/api/v1/stores")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync("/api/v1/accounts")).StatusCode);
    }

    [Theory]
    [InlineData("bc_short")]
    [InlineData("bc_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("something else")]
    public async Task A_wrong_api_key_is_nobody_even_beside_a_session(string key)
    {
        var server = await shared.OpenAsync();
        using var client = server.WithKey(key);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/v1/runs")).StatusCode);
    }

    private async Task<IReadOnlyList<string>> EndpointsAsync()
    {
        var server = await shared.OpenAsync();
        return
        [
            .. from endpoint in server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
               let pattern = "/" + endpoint.RoutePattern.RawText!.Trim('/')
               where !IsOfTheDashboard(pattern)
               from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]
               select $"{method} {pattern}",
        ];
    }

    // Its pages have a table of their own.
    private static bool IsOfTheDashboard(string pattern) =>
        !pattern.StartsWith("/api", StringComparison.Ordinal) && !pattern.StartsWith("/sign-", StringComparison.Ordinal)
        && !pattern.StartsWith("/health", StringComparison.Ordinal) && !pattern.StartsWith("/metrics", StringComparison.Ordinal)
        && !pattern.StartsWith("/openapi", StringComparison.Ordinal) && !pattern.StartsWith("/manifests", StringComparison.Ordinal);

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, string endpoint)
    {
        var (method, path) = (endpoint.Split(' ')[0], endpoint.Split(' ')[1]);
        path = path.Replace("{run:int}", "999999", StringComparison.Ordinal).Replace("{job:long}", "999999", StringComparison.Ordinal)
            .Replace("{schedule:long}", "999999", StringComparison.Ordinal)
            .Replace("{key:int}", "999999", StringComparison.Ordinal).Replace("{name}", "nobody", StringComparison.Ordinal)
            .Replace("{upload:guid}", Guid.Empty.ToString(), StringComparison.Ordinal).Replace("{documentName}", "v1", StringComparison.Ordinal);
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method is "POST" or "PUT")
            request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        return client.SendAsync(request);
    }
}
