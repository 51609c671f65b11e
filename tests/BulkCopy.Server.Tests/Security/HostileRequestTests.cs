using System.Net;
using BulkCopy.Server.Access;
using BulkCopy.Server.Tests.Hosting;
using BulkCopy.Testing;
using Xunit;

namespace BulkCopy.Server.Tests.Security;

public sealed class HostileRequestTests(SharedServer shared) : IClassFixture<SharedServer>
{
    [Theory]
    [InlineData("/api/v1/runs/1/report/../../../../etc/passwd")]
    [InlineData("/api/v1/runs/..%2f..%2fetc%2fpasswd/report")]
    [InlineData("/api/v1/runs/%2e%2e/%2e%2e/report")]
    [InlineData("/api/v1/runs/1%00/report")]
    [InlineData("/api/v1/stores/..%5c..%5cetc")]
    [InlineData("/assets/x/..%2f..%2fappsettings.json")]
    [InlineData("/_framework/../appsettings.json")]
    [InlineData("/api/v1/runs/1/report/%252e%252e%252fetc%252fpasswd")]
    [InlineData("/api/v1/runs/1%2e%2e%5creport")]
    [InlineData("/api/v1/runs/1/report?format=../../../../etc/passwd")]
    [InlineData("/api/v1/runs/1/report?format=/etc/passwd")]
    [InlineData("/api/v1/runs/1/report?format=csv%00.json")]
    [InlineData("/api/v1/runs/1/report?format=..%5c..%5cwindows%5cwin.ini")]
    [InlineData("/api/v1/runs/1/report?format=C:%5cwindows%5cwin.ini")]
    [InlineData("/api/v1/runs/1/report?format=%5c%5cattacker.example%5cshare")]
    [InlineData("//etc/passwd")]
    [InlineData("/runs/..;/..;/etc/passwd")]
    [InlineData("/assets/%2e%2e/%2e%2e%2fetc%2fpasswd")]
    [InlineData("/openapi/..%2f..%2fappsettings.json")]
    public async Task A_path_leads_to_nothing_but_what_is_served(string path)
    {
        var server = await shared.OpenAsync();
        using var client = await server.AsAsync(Role.Admin);
        var key = client.DefaultRequestHeaders.Authorization!.Parameter;

        var answer = await RawRequest.SendAsync(server, $"GET {path} HTTP/1.1", [$"Authorization: Bearer {key}", "Connection: close"]);

        Assert.Matches("^HTTP/1.1 (400|404) ", answer);
        Assert.DoesNotContain("root:", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("csv", "run-1.csv")]
    [InlineData("json", "run-1.jsonl")]
    public async Task A_report_is_saved_under_a_name_that_nobody_chose(string format, string name)
    {
        var server = await shared.OpenAsync();
        using var client = await server.AsAsync(Role.Viewer);
        using var answer = await client.GetAsync($"/api/v1/runs/1/report?format={format}&filename=..%2f..%2fx&name=x.exe");
        Assert.Equal($"attachment; filename=\"{name}\"", answer.Content.Headers.ContentDisposition!.ToString());
    }

    [Theory]
    [InlineData("/sign-in?returnUrl=%2F%0d%0aSet-Cookie:%20planted=1")]
    [InlineData("/manifests/landed/00000000-0000-0000-0000-000000000000?x=%0d%0aSet-Cookie:%20planted=1")]
    [InlineData("/api/v1/nothing%0d%0aSet-Cookie:%20planted=1")]
    public async Task Line_ends_in_an_address_do_not_become_headers(string path)
    {
        var server = await shared.OpenAsync();
        var answer = await RawRequest.SendAsync(server, $"GET {path} HTTP/1.1", ["Accept: text/html", "Connection: close"]);
        Assert.DoesNotContain("\nSet-Cookie: planted", answer, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("/classes?through=0001-01-05", HttpStatusCode.OK)]
    [InlineData("/classes?from=9999-12-31&through=0001-01-01", HttpStatusCode.OK)]
    [InlineData("/runs/1/entries?code=x%00y", HttpStatusCode.OK)]
    [InlineData("/runs/1/entries?result=7", HttpStatusCode.OK)]
    [InlineData("/api/v1/runs/1/entries?code=x%00y", HttpStatusCode.BadRequest)]
    [InlineData("/api/v1/runs/1/entries?result=-1", HttpStatusCode.BadRequest)]
    public async Task What_nobody_would_ask_for_is_answered_all_the_same(string path, HttpStatusCode status)
    {
        var server = await shared.OpenAsync();
        using var client = await server.AsAsync(Role.Viewer);
        Assert.Equal(status, (await client.GetAsync(path)).StatusCode);
    }

    [Fact]
    public async Task A_name_in_an_address_cannot_break_a_line_of_the_log()
    {
        var server = await shared.OpenAsync();
        using var client = await server.AsAsync(Role.Admin);

        using var answer = await client.GetAsync("/api/v1/stores/x%0d%0aINFO%20forged");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.DoesNotContain(server.Log.Lines, line => line.Contains("\nINFO forged", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_body_whose_length_is_a_lie_ends_the_connection_and_not_the_server()
    {
        var server = await shared.OpenAsync();
        using var client = await server.AsAsync(Role.Admin);
        var key = client.DefaultRequestHeaders.Authorization!.Parameter;

        var answer = await RawRequest.SendAsync(
            server, "POST /api/v1/jobs HTTP/1.1", [$"Authorization: Bearer {key}", "Content-Type: application/json", "Content-Length: 99999999999", "Connection: close"], "{}");

        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/session")).StatusCode);
    }

    [Fact]
    public async Task Unknown_methods_and_types_are_told_so()
    {
        var server = await shared.OpenAsync();
        using var client = await server.AsAsync(Role.Admin);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["name"] = "x" });

        using var type = await client.PostAsync("/api/v1/jobs", form);
        using var method = await client.SendAsync(new HttpRequestMessage(HttpMethod.Patch, "/api/v1/session"));

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, type.StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, method.StatusCode);
        Assert.Equal("application/problem+json", method.Content.Headers.ContentType!.MediaType);
    }

}
