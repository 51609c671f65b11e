using System.Net;
using System.Text.Json;
using BulkCopy.Server.Access;
using BulkCopy.Server.Options;
using BulkCopy.Server.Tests.Hosting;
using BulkCopy.Testing;
using Microsoft.Extensions.Options;
using Xunit;

namespace BulkCopy.Server.Tests;

public sealed class ServerHostTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Health_tells_states_without_sign_in()
    {
        await using var server = await TestServer.StartAsync(postgres);
        using var client = server.Anonymous();

        using var live = await client.GetAsync("/health/live");
        using var ready = await client.GetAsync("/health/ready");

        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        using var report = JsonDocument.Parse(await ready.Content.ReadAsStringAsync());
        Assert.Equal("Healthy", report.RootElement.GetProperty("status").GetString());
        Assert.Equal(["database", "queue"], report.RootElement.GetProperty("checks").EnumerateArray().Select(c => c.GetProperty("name").GetString()).Order());
    }

    [Fact]
    public async Task Every_answer_carries_an_id_and_the_headers_that_protect_browsers()
    {
        await using var server = await TestServer.StartAsync(postgres);
        using var client = server.Anonymous();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/sign-in");
        request.Headers.Add("X-Request-Id", "given-1");

        using var answer = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("given-1", answer.Headers.GetValues("X-Request-Id").Single());
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("script-src 'self'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("DENY", answer.Headers.GetValues("X-Frame-Options").Single());
        Assert.True(answer.Headers.CacheControl!.NoStore);
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789")]
    public async Task An_id_that_could_not_be_logged_is_replaced(string given)
    {
        await using var server = await TestServer.StartAsync(postgres);
        using var client = server.Anonymous();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health/live");
        request.Headers.TryAddWithoutValidation("X-Request-Id", given);

        using var answer = await client.SendAsync(request);

        Assert.Matches("^[0-9a-f]{16}$", answer.Headers.GetValues("X-Request-Id").Single());
    }

    [Fact]
    public async Task An_open_server_does_not_start_on_an_address_that_others_reach()
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => TestServer.StartAsync(postgres, options =>
        {
            options.Access.Mode = AccessMode.Open;
            options.Listen.Clear();
            options.Listen.Add("http://0.0.0.0:0");
        }));
        Assert.Contains("Server:Access:Mode is Open", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_master_key_that_is_none_keeps_the_server_from_starting()
    {
        var refused = await Assert.ThrowsAsync<BulkCopy.Server.Secrets.SecretUnavailableException>(() =>
            TestServer.StartAsync(postgres, options => options.Secrets.MasterKeyFrom = "env:PATH"));
        Assert.Contains("32 bytes in base64", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_for_another_host_are_refused_by_an_open_server()
    {
        await using var server = await TestServer.StartAsync(postgres, options => options.Access.Mode = AccessMode.Open);
        using var client = server.Anonymous();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/session") { Headers = { Host = "attacker.example" } };

        using var answer = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        using var own = await client.GetAsync("/api/v1/session");
        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
    }

    [Fact]
    public async Task A_path_base_stands_before_everything()
    {
        await using var server = await TestServer.StartAsync(postgres, options => options.PathBase = "/copy");
        using var client = await server.AsAsync(Role.Viewer);
        client.DefaultRequestHeaders.Accept.ParseAdd("text/html");

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/copy/api/v1/runs")).StatusCode);
        using var anonymous = server.Anonymous();
        anonymous.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        using var page = await anonymous.GetAsync("/copy/sign-in?returnUrl=%2Fcopy%2Fruns");
        Assert.Contains("action=\"/copy/sign-in\"", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
