using System.Net;
using System.Net.Http.Headers;
using System.Text;
using BulkCopy.Server.Access;
using BulkCopy.Server.Tests.Hosting;
using BulkCopy.Testing;
using Xunit;

namespace BulkCopy.Server.Tests.Security;

/// <summary>How much of anything a request may have.</summary>
public sealed class RequestLimitTests(PostgresFixture postgres, SharedServer shared) : IClassFixture<SharedServer>
{
    private const int Limit = 1 << 20;

    [Fact]
    public async Task A_body_that_is_too_large_is_refused_at_every_address()
    {
        var server = await shared.OpenAsync();
        using var admin = await server.AsAsync(Role.Admin);
        using var stranger = server.Anonymous();
        var wrong = new List<string>();
        foreach (var endpoint in EndpointList.Of(server).Where(endpoint => endpoint.Changes))
            foreach (var client in new[] { admin, stranger })
            {
                using var answer = await SendAsync(client, endpoint, new byte[Limit + 1]);
                if (answer.StatusCode != HttpStatusCode.RequestEntityTooLarge)
                    wrong.Add($"{endpoint}: {answer.StatusCode}");
            }
        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("POST", "/api/v1/jobs", "application/json")]
    [InlineData("POST", "/api/v1/stores", "application/json")]
    [InlineData("PUT", "/api/v1/accounts/root/password", "application/json")]
    [InlineData("POST", "/schedules", "application/x-www-form-urlencoded")]
    [InlineData("POST", "/runs/3/retry-failed", "application/x-www-form-urlencoded")]
    [InlineData("POST", "/jobs/new", "multipart/form-data; boundary=x")]
    public async Task A_body_that_does_not_say_how_large_it_is_is_cut_off(string method, string path, string type)
    {
        var server = await shared.OpenAsync();
        using var client = await server.AsAsync(Role.Admin);

        var answer = await RawRequest.SendAsync(
            server, $"{method} {path} HTTP/1.1",
            [$"Authorization: Bearer {client.DefaultRequestHeaders.Authorization!.Parameter}", $"Content-Type: {type}", "Transfer-Encoding: chunked"], Chunk(type));

        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_of_a_browser_that_is_too_large_is_told_so_and_breaks_nothing()
    {
        var server = await shared.OpenAsync();
        using var browser = new BrowserSession(server.Browser());
        using var signedIn = await browser.SignInAsync("lin", TestServer.Password);
        var cookies = signedIn.Headers.GetValues("Set-Cookie").Select(cookie => cookie.Split(';')[0]).Append($"{CsrfGuard.CookieName}=CfDJ8made-up");

        var answer = await RawRequest.SendAsync(
            server, "POST /runs/3/pause HTTP/1.1",
            [$"Cookie: {string.Join("; ", cookies)}", "Content-Type: application/x-www-form-urlencoded", "Transfer-Encoding: chunked"], Chunk("application/x-www-form-urlencoded"));

        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await browser.Client.GetAsync("/api/v1/session")).StatusCode);
    }

    [Fact]
    public async Task A_form_has_so_many_fields_and_no_more()
    {
        var server = await shared.OpenAsync();
        using var program = await server.AsAsync(Role.Admin);
        using var browser = new BrowserSession(server.Browser());
        await browser.SignInAsync("lin", TestServer.Password);
        foreach (var client in new[] { program, browser.Client })
            foreach (var path in new[] { "/sign-in", "/runs/3/retry-failed", "/schedules", "/jobs/new" })
            {
                using var fields = new FormUrlEncodedContent(Enumerable.Range(0, 5000).Select(i => new KeyValuePair<string, string>($"f{i}", "")));
                using var answer = await client.PostAsync(path, fields);
                Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, $"{path}: {answer.StatusCode}");
            }
    }

    [Fact]
    public async Task Json_nests_so_deep_and_no_deeper()
    {
        var server = await shared.OpenAsync();
        using var client = await server.AsAsync(Role.Operator);
        using var body = new StringContent(new string('[', 100_000), Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync("/api/v1/jobs", body);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData("GET", 20_000, 1, 10, 414)]
    [InlineData("GET", 10, 1, 40_000, 431)]
    [InlineData("GET", 10, 200, 10, 431)]
    [InlineData("GET", 4_000, 20, 100, 200)]
    public async Task Addresses_and_headers_have_a_size(string method, int query, int headers, int length, int status)
    {
        var server = await shared.OpenAsync();
        var answer = await RawRequest.SendAsync(
            server, $"{method} /health/live?x={new string('a', query)} HTTP/1.1",
            Enumerable.Range(0, headers).Select(i => $"X-{i}: {new string('b', length)}").Append("Connection: close"));
        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_trickles_is_not_waited_for()
    {
        await using var server = await TestServer.StartAsync(postgres);
        using var client = await server.AsAsync(Role.Operator);
        var key = client.DefaultRequestHeaders.Authorization!.Parameter;

        // It is the server that ends this: the test sends nothing more and reads to the end.
        var answer = await RawRequest.SendAsync(
            server, "POST /api/v1/jobs HTTP/1.1", [$"Authorization: Bearer {key}", "Content-Type: application/json", "Content-Length: 1000"], "{");

        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/session")).StatusCode);
    }

    // The beginning of a body that goes on and on, as one chunk of which the end never comes. None of it is wrong yet, however little of it has been read.
    private static string Chunk(string type)
    {
        var body = type.StartsWith("multipart", StringComparison.Ordinal) ? "--x\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\n".PadRight(Limit + 1024, 'a')
            : type.StartsWith("application/json", StringComparison.Ordinal) ? new string(' ', Limit + 1024)
            : "name=".PadRight(Limit + 1024, 'a');
        return $"{2 * Limit:x}\r\n{body}";
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, EndpointRow endpoint, byte[] body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(endpoint.Method), EndpointList.PathToNothing(endpoint.Pattern)) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(endpoint.IsForPeople ? "application/x-www-form-urlencoded" : "application/json");
        // The answer comes before the body is sent, so that none of it crosses the line.
        request.Headers.ExpectContinue = true;
        return await client.SendAsync(request);
    }
}
