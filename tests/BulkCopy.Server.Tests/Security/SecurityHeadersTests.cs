using System.Net;
using BulkCopy.Server.Access;
using BulkCopy.Server.Tests.Hosting;
using BulkCopy.Testing;
using Xunit;

namespace BulkCopy.Server.Tests.Security;

/// <summary>The headers that protect browsers, on every answer: pages, JSON, refusals, failures.</summary>
public sealed class SecurityHeadersTests(PostgresFixture postgres, SharedServer shared) : IClassFixture<SharedServer>
{
    private static readonly Dictionary<string, string> Expected = new()
    {
        ["X-Content-Type-Options"] = "nosniff", ["X-Frame-Options"] = "DENY", ["Referrer-Policy"] = "same-origin", ["Cross-Origin-Opener-Policy"] = "same-origin",
        ["Cross-Origin-Resource-Policy"] = "same-origin",
    };

    [Theory]
    [InlineData(null)]
    [InlineData(Role.Viewer)]
    [InlineData(Role.Admin)]
    public async Task Every_endpoint_answers_with_them(Role? role)
    {
        var server = await shared.OpenAsync();
        using var client = role is { } known ? await server.AsAsync(known) : server.Anonymous();
        var wrong = new List<string>();
        foreach (var endpoint in EndpointList.Of(server))
            foreach (var accept in new[] { "text/html", "application/json" })
            {
                using var request = new HttpRequestMessage(new HttpMethod(endpoint.Method), endpoint.Changes ? EndpointList.PathToNothing(endpoint.Pattern) : EndpointList.PathOf(endpoint.Pattern));
                request.Headers.Accept.ParseAdd(accept);
                using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
                wrong.AddRange(Missing(answer, endpoint.Pattern.StartsWith("/assets", StringComparison.Ordinal)).Select(header => $"{endpoint} {(int)answer.StatusCode}: {header}"));
            }
        Assert.Empty(wrong);
    }

    [Fact]
    public async Task What_fails_before_any_endpoint_has_them_too()
    {
        await using var server = await TestServer.StartAsync(postgres, options => options.AllowedHosts.Add("127.0.0.1"));
        using var client = server.Anonymous();
        using var foreign = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { Host = "attacker.example" } };
        using var large = new HttpRequestMessage(HttpMethod.Post, "/sign-in") { Content = new ByteArrayContent(new byte[2 << 20]), Headers = { ExpectContinue = true } };
        using var method = new HttpRequestMessage(HttpMethod.Trace, "/sign-in");
        foreach (var request in new[] { foreign, large, method })
        {
            using var answer = await client.SendAsync(request);
            Assert.True(answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.Unauthorized, $"{answer.StatusCode}");
            Assert.Empty(Missing(answer, isAsset: false));
        }
    }

    private static IEnumerable<string> Missing(HttpResponseMessage answer, bool isAsset)
    {
        foreach (var (name, value) in Expected)
            if (!answer.Headers.TryGetValues(name, out var values) || values.Single() != value)
                yield return name;
        var policy = answer.Headers.TryGetValues("Content-Security-Policy", out var policies) ? policies.Single() : "";
        if (!policy.StartsWith("default-src 'none'; script-src 'self'; style-src 'self';", StringComparison.Ordinal) || policy.Contains("unsafe", StringComparison.Ordinal)
            || !policy.Contains("frame-ancestors 'none'", StringComparison.Ordinal) || !policy.Contains("base-uri 'none'", StringComparison.Ordinal))
            yield return "Content-Security-Policy";
        if (!answer.Headers.Contains("X-Request-Id"))
            yield return "X-Request-Id";
        if (!isAsset && answer.Headers.CacheControl is not ({ NoStore: true } or { NoCache: true }) && answer.Content.Headers.ContentType?.MediaType != "text/event-stream")
            yield return "Cache-Control";
        if (answer.Headers.Contains("Server") || answer.Headers.Contains("X-Powered-By"))
            yield return "Server";
    }
}
