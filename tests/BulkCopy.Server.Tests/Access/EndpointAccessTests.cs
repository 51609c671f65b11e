using System.Net;
using System.Text;
using BulkCopy.Server.Access;
using BulkCopy.Server.Tests.Hosting;
using BulkCopy.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace BulkCopy.Server.Tests.Access;

/// <summary>Every endpoint, page and form × every role. One that is not in the table fails the test.</summary>
public sealed class EndpointAccessTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private static readonly string[] Anonymous =
    [
        "GET /health/live", "GET /health/ready", "GET /metrics", "GET /sign-in", "POST /sign-in", "GET /sign-in/provider", "GET /sign-in/first",
        "POST /sign-in/first", "GET /assets/{version}/{name}",
    ];

    private static readonly Dictionary<string, Role> Least = new()
    {
        ["POST /sign-out"] = Role.Viewer,
        ["GET /openapi/v1.json"] = Role.Viewer,
        ["GET /api/v1/session"] = Role.Viewer,
        ["POST /api/v1/jobs"] = Role.Operator,
        ["GET /api/v1/jobs"] = Role.Viewer,
        ["GET /api/v1/jobs/{job:long}"] = Role.Viewer,
        ["POST /api/v1/plans"] = Role.Operator,
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
        ["GET /api/v1/runs/{run:int}/export"] = Role.Viewer,
        ["GET /api/v1/runs/{run:int}/findings"] = Role.Viewer,
        ["GET /api/v1/runs/{run:int}/differences"] = Role.Viewer,
        ["GET /api/v1/runs/{run:int}/mend"] = Role.Viewer,
        ["GET /api/v1/runs/{run:int}/samples"] = Role.Viewer,
        ["GET /api/v1/runs/{run:int}/certificate"] = Role.Viewer,
        ["POST /api/v1/certificates/check"] = Role.Operator,
        ["DELETE /api/v1/runs/{run:int}"] = Role.Admin,
        ["POST /api/v1/runs/prune"] = Role.Admin,
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
        ["POST /api/v1/stores/{name}/probe"] = Role.Operator,
        ["POST /api/v1/stores/rotate-secrets"] = Role.Admin,
        ["GET /api/v1/limits"] = Role.Viewer,
        ["GET /api/v1/stores/{name}/limit"] = Role.Viewer,
        ["PUT /api/v1/stores/{name}/limit"] = Role.Operator,
        ["DELETE /api/v1/stores/{name}/limit"] = Role.Operator,
        ["GET /api/v1/stores/{name}/buckets/{bucket}/limit"] = Role.Viewer,
        ["PUT /api/v1/stores/{name}/buckets/{bucket}/limit"] = Role.Operator,
        ["DELETE /api/v1/stores/{name}/buckets/{bucket}/limit"] = Role.Operator,
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

        // Pages and forms of the dashboard.
        ["GET /"] = Role.Viewer,
        ["GET /runs"] = Role.Viewer,
        ["GET /runs/{run:int}"] = Role.Viewer,
        ["GET /runs/{run:int}/failures"] = Role.Viewer,
        ["GET /runs/{run:int}/entries"] = Role.Viewer,
        ["GET /runs/{run:int}/object"] = Role.Viewer,
        ["GET /jobs/new"] = Role.Operator,
        ["POST /jobs/new"] = Role.Operator,
        ["GET /jobs/new/manifest"] = Role.Operator,
        ["POST /jobs/new/manifest"] = Role.Operator,
        ["GET /versions"] = Role.Viewer,
        ["GET /classes"] = Role.Viewer,
        ["POST /classes/simulate"] = Role.Operator,
        ["GET /schedules"] = Role.Viewer,
        ["POST /schedules"] = Role.Operator,
        ["GET /schedules/{schedule:long}"] = Role.Viewer,
        ["POST /schedules/{schedule:long}"] = Role.Operator,
        ["POST /schedules/{schedule:long}/pause"] = Role.Operator,
        ["POST /schedules/{schedule:long}/resume"] = Role.Operator,
        ["POST /schedules/{schedule:long}/run"] = Role.Operator,
        ["POST /schedules/{schedule:long}/delete"] = Role.Operator,
        ["GET /stores"] = Role.Viewer,
        ["POST /stores"] = Role.Admin,
        ["GET /stores/{name}"] = Role.Viewer,
        ["POST /stores/{name}"] = Role.Admin,
        ["POST /stores/{name}/test"] = Role.Operator,
        ["POST /stores/{name}/probe"] = Role.Operator,
        ["POST /stores/{name}/delete"] = Role.Admin,
        ["GET /audit"] = Role.Admin,
        ["GET /access"] = Role.Admin,
        ["POST /access/accounts"] = Role.Admin,
        ["POST /access/accounts/{account:int}"] = Role.Admin,
        ["POST /access/keys"] = Role.Admin,
        ["POST /access/keys/{key:int}/revoke"] = Role.Admin,
        ["GET /webhooks"] = Role.Admin,
        ["POST /webhooks"] = Role.Admin,
        ["GET /webhooks/{name}"] = Role.Admin,
        ["POST /webhooks/{name}"] = Role.Admin,
        ["POST /webhooks/{name}/change"] = Role.Admin,
        ["POST /webhooks/{name}/delete"] = Role.Admin,
        ["GET /reference"] = Role.Viewer,
        ["POST /runs/{run:int}/confirm"] = Role.Operator,
        ["POST /runs/{run:int}/pause"] = Role.Operator,
        ["POST /runs/{run:int}/resume"] = Role.Operator,
        ["POST /runs/{run:int}/cancel"] = Role.Operator,
        ["POST /runs/{run:int}/priority"] = Role.Operator,
        ["POST /runs/{run:int}/retry-failed"] = Role.Operator,
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

    [Fact]
    public async Task A_key_of_one_area_is_refused_by_everything_else()
    {
        var server = await shared.OpenAsync();
        var areas = server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .ToLookup(endpoint => "/" + endpoint.RoutePattern.RawText!.Trim('/'), endpoint => endpoint.Metadata.GetMetadata<AreaMetadata>()?.Area);
        var wrong = new List<string>();
        foreach (var area in Areas.All)
        {
            var key = AccessToken.New(AccessToken.ApiKeyPrefix);
            await server.Services.GetRequiredService<Postgres.Queries.ApiKeyTable>().CreateAsync(
                area, AccessToken.Hash(key), "Admin", [area], "tests", DateTimeOffset.UnixEpoch.AddYears(100), CancellationToken.None);
            using var client = server.WithKey(key);
            foreach (var endpoint in Least.Keys.Where(endpoint => !areas[endpoint.Split(' ')[1]].Contains(area)))
            {
                using var answer = await SendAsync(client, endpoint);
                if (answer.StatusCode != HttpStatusCode.Forbidden)
                    wrong.Add($"{area} at {endpoint}: {answer.StatusCode}");
            }
        }
        Assert.Empty(wrong);
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

    private async Task<IReadOnlyList<string>> EndpointsAsync() => [.. EndpointList.Of(await shared.OpenAsync()).Select(endpoint => endpoint.ToString())];

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, string endpoint)
    {
        var row = new EndpointRow(endpoint.Split(' ')[0], endpoint.Split(' ')[1]);
        var path = row.Pattern.StartsWith("/openapi", StringComparison.Ordinal) ? EndpointList.PathOf(row.Pattern) : EndpointList.PathToNothing(row.Pattern);
        var request = new HttpRequestMessage(new HttpMethod(row.Method), path);
        if (row.Method is "POST" or "PUT")
            request.Content = row.IsForPeople ? new FormUrlEncodedContent([]) : new StringContent("{}", Encoding.UTF8, "application/json");
        return client.SendAsync(request);
    }
}
