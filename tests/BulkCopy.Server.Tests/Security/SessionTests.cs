using System.Net;
using System.Net.Http.Json;
using BulkCopy.Server.Access;
using BulkCopy.Server.Tests.Hosting;
using BulkCopy.Testing;
using Xunit;

namespace BulkCopy.Server.Tests.Security;

/// <summary>What becomes of a session's cookie. Planted tokens, second sign-ins and sign-outs are among the tests of signing in.</summary>
public sealed class SessionTests(PostgresFixture postgres, SharedServer shared) : IClassFixture<SharedServer>
{
    [Fact]
    public async Task A_new_password_ends_the_sessions_of_the_old_one()
    {
        var server = await shared.OpenAsync();
        await server.AddAccountAsync("changed", Role.Viewer);
        using var browser = new BrowserSession(server.Browser());
        await browser.SignInAsync("changed", TestServer.Password);
        using var admin = await server.AsAsync(Role.Admin);

        (await admin.PutAsJsonAsync("/api/v1/accounts/changed/password", new { password = "another-long-password" })).EnsureSuccessStatusCode();

        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.Client.GetAsync("/api/v1/session")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.SignInAsync("changed", TestServer.Password)).StatusCode);
    }

    [Fact]
    public async Task A_role_that_is_taken_away_is_gone_at_once()
    {
        var server = await shared.OpenAsync();
        await server.AddAccountAsync("demoted", Role.Admin);
        using var browser = new BrowserSession(server.Browser());
        await browser.SignInAsync("demoted", TestServer.Password);
        using var admin = await server.AsAsync(Role.Admin);
        using var change = new HttpRequestMessage(HttpMethod.Put, "/api/v1/accounts/demoted") { Content = JsonContent.Create(new { role = "Viewer" }) };
        change.Headers.TryAddWithoutValidation("If-Match", "\"1\"");

        (await admin.SendAsync(change)).EnsureSuccessStatusCode();

        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.Client.GetAsync("/api/v1/audit")).StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("0000000000000000000000000000000000000000000")]
    [InlineData("' OR '1'='1                                ")]
    public async Task A_cookie_that_was_made_up_is_nobody(string token)
    {
        var server = await shared.OpenAsync();
        using var client = server.Anonymous();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Cookie", $"{SessionAuthentication.CookieName}={token}");
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/v1/session")).StatusCode);
    }

    [Fact]
    public async Task Behind_a_proxy_with_tls_cookies_are_for_tls_and_for_the_path_base_only()
    {
        await using var server = await TestServer.StartAsync(postgres, options =>
        {
            options.Proxy.Trusted.Add("127.0.0.1");
            options.PathBase = "/copy";
        });
        await server.AddAccountAsync("root", Role.Admin);
        using var client = server.Anonymous();
        client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        using var page = await client.GetAsync("/copy/sign-in");
        var csrf = page.Headers.GetValues("Set-Cookie").Single();
        client.DefaultRequestHeaders.Add("Cookie", csrf.Split(';')[0]);
        var token = await new BrowserSession(client).FormTokenAsync("/copy/sign-in");

        using var answer = await client.PostAsync("/copy/sign-in", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["name"] = "root", ["password"] = TestServer.Password, [BrowserSession.Field] = token,
        }));

        Assert.Equal("/copy/", answer.Headers.Location!.OriginalString);
        foreach (var cookie in answer.Headers.GetValues("Set-Cookie").Append(csrf))
        {
            Assert.Contains("; path=/copy", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("; httponly", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("; samesite=", cookie, StringComparison.OrdinalIgnoreCase);
        }
    }
}
