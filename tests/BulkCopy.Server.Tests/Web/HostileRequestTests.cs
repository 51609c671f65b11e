using System.Net;
using System.Net.Sockets;
using System.Text;
using BulkCopy.Server.Access;
using BulkCopy.Server.Tests.Hosting;
using BulkCopy.Testing;
using Xunit;

namespace BulkCopy.Server.Tests.Web;

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
    public async Task A_path_leads_to_nothing_but_what_is_served(string path)
    {
        var server = await shared.OpenAsync();
        using var client = await server.AsAsync(Role.Admin);
        var key = client.DefaultRequestHeaders.Authorization!.Parameter;

        var answer = await RawAsync(server, $"GET {path} HTTP/1.1\r\nHost: {server.Root.Authority}\r\nAuthorization: Bearer {key}\r\nConnection: close\r\n\r\n");

        Assert.Matches("^HTTP/1.1 (400|404) ", answer);
        Assert.DoesNotContain("root:", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/sign-in?returnUrl=%2F%0d%0aSet-Cookie:%20planted=1")]
    [InlineData("/manifests/landed/00000000-0000-0000-0000-000000000000?x=%0d%0aSet-Cookie:%20planted=1")]
    [InlineData("/api/v1/nothing%0d%0aSet-Cookie:%20planted=1")]
    public async Task Line_ends_in_an_address_do_not_become_headers(string path)
    {
        var server = await shared.OpenAsync();
        var answer = await RawAsync(server, $"GET {path} HTTP/1.1\r\nHost: {server.Root.Authority}\r\nAccept: text/html\r\nConnection: close\r\n\r\n");
        Assert.DoesNotContain("\nSet-Cookie: planted", answer, StringComparison.OrdinalIgnoreCase);
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

        var answer = await RawAsync(
            server,
            $"POST /api/v1/jobs HTTP/1.1\r\nHost: {server.Root.Authority}\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\nContent-Length: 99999999999\r\nConnection: close\r\n\r\n{{}}");

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

    private static async Task<string> RawAsync(TestServer server, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Root.Host, server.Root.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }
}
