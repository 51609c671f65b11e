using System.Net;
using System.Text.RegularExpressions;
using BulkCopy.Server.Access;
using BulkCopy.Server.Tests.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace BulkCopy.Server.Tests.Dashboard;

/// <summary>Every page and form of the dashboard × every role. One that is not in the table fails the test.</summary>
public sealed partial class PageAccessTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private static readonly string[] Elsewhere = ["/api", "/sign-", "/health", "/metrics", "/openapi", "/manifests", "/assets"];

    private static readonly Dictionary<string, Role> Least = new()
    {
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
        ["POST /schedules/{schedule:long}/pause"] = Role.Operator,
        ["POST /schedules/{schedule:long}/resume"] = Role.Operator,
        ["POST /schedules/{schedule:long}/run"] = Role.Operator,
        ["POST /schedules/{schedule:long}/delete"] = Role.Operator,
        ["GET /stores"] = Role.Viewer,
        ["POST /stores"] = Role.Admin,
        ["POST /stores/{name}/test"] = Role.Operator,
        ["POST /stores/{name}/delete"] = Role.Admin,
        ["GET /audit"] = Role.Admin,
        ["GET /access"] = Role.Admin,
        ["POST /access/accounts"] = Role.Admin,
        ["POST /access/accounts/{account:int}"] = Role.Admin,
        ["POST /access/keys"] = Role.Admin,
        ["POST /access/keys/{key:int}/revoke"] = Role.Admin,
        ["POST /runs/{run:int}/confirm"] = Role.Operator,
        ["POST /runs/{run:int}/pause"] = Role.Operator,
        ["POST /runs/{run:int}/resume"] = Role.Operator,
        ["POST /runs/{run:int}/cancel"] = Role.Operator,
        ["POST /runs/{run:int}/priority"] = Role.Operator,
        ["POST /runs/{run:int}/retry-failed"] = Role.Operator,
    };

    [Fact]
    public async Task Every_page_stands_in_the_table()
    {
        var server = await shared.OpenAsync();
        var pages =
            from endpoint in server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            let pattern = "/" + endpoint.RoutePattern.RawText!.Trim('/')
            where !Elsewhere.Any(begin => pattern.StartsWith(begin, StringComparison.Ordinal))
            from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]
            select $"{method} {pattern}";
        Assert.Equal(Least.Keys.Order(StringComparer.Ordinal), pages.Distinct().Order(StringComparer.Ordinal));
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
        foreach (var (page, least) in Least)
        {
            using var answer = await SendAsync(client, page);
            var expected = role is null ? answer.StatusCode == HttpStatusCode.Unauthorized
                : role < least ? answer.StatusCode == HttpStatusCode.Forbidden
                : answer.StatusCode is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden) && (int)answer.StatusCode < 500;
            if (!expected)
                wrong.Add($"{page}: {answer.StatusCode}");
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public async Task A_form_without_its_token_is_refused()
    {
        var server = await shared.OpenAsync();
        using var session = new BrowserSession(server.Browser());
        await session.SignInAsync("lin", TestServer.Password);

        using var without = await session.PostFormAsync("/runs/3/pause", []);
        using var with = await session.PostFormAsync("/runs/3/pause", new() { [BrowserSession.Field] = await session.FormTokenAsync("/runs/3") });

        Assert.Equal(HttpStatusCode.BadRequest, without.StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, with.StatusCode);
        Assert.Equal("/runs/3", with.Headers.Location!.OriginalString);
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, string page)
    {
        var (method, path) = (page.Split(' ')[0], page.Split(' ')[1]);
        var request = new HttpRequestMessage(new HttpMethod(method), Places().Replace(path, "999999"));
        if (method == "POST")
            request.Content = new FormUrlEncodedContent([]);
        return client.SendAsync(request);
    }

    [GeneratedRegex(@"\{\w+(:\w+)?\}")]
    private static partial Regex Places();
}
