using System.Net;
using System.Net.Http.Json;
using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Access;
using BulkCopy.Server.Tests.Hosting;
using BulkCopy.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace BulkCopy.Server.Tests.Access;

public sealed class SignInTests(PostgresFixture postgres, SharedServer shared) : IClassFixture<SharedServer>
{
    [Fact]
    public async Task A_right_password_begins_a_session_in_a_cookie_that_scripts_cannot_read()
    {
        var server = await shared.OpenAsync();
        using var browser = new BrowserSession(server.Browser());

        using var answer = await browser.SignInAsync("root", TestServer.Password, "/runs?x=1");

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal("/runs?x=1", answer.Headers.Location!.OriginalString);
        var cookie = answer.Headers.GetValues("Set-Cookie").Single(value => value.StartsWith(SessionAuthentication.CookieName, StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(HttpStatusCode.OK, (await browser.Client.GetAsync("/api/v1/accounts")).StatusCode);
    }

    [Theory]
    [InlineData("root", "wrong-password-00")]
    [InlineData("nobody", TestServer.Password)]
    [InlineData("root\r\nSet-Cookie: x=1", TestServer.Password)]
    public async Task A_wrong_name_or_password_gets_the_same_answer_and_no_session(string name, string password)
    {
        var server = await shared.OpenAsync();
        using var browser = new BrowserSession(server.Browser());

        using var answer = await browser.SignInAsync(name, password);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("Name and password do not fit", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.False(answer.Headers.TryGetValues("Set-Cookie", out var cookies) && cookies.Any(c => c.StartsWith(SessionAuthentication.CookieName, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_session_token_that_was_planted_before_is_worth_nothing()
    {
        var server = await shared.OpenAsync();
        using var browser = new BrowserSession(server.Browser());
        var planted = AccessToken.New();
        browser.Client.DefaultRequestHeaders.Add("Cookie", $"{SessionAuthentication.CookieName}={planted}");
        using var attacker = server.Anonymous();
        attacker.DefaultRequestHeaders.Add("Cookie", $"{SessionAuthentication.CookieName}={planted}");

        using var answer = await browser.SignInAsync("root", TestServer.Password);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await attacker.GetAsync("/api/v1/session")).StatusCode);
    }

    [Fact]
    public async Task Signing_in_again_ends_the_session_before_and_signing_out_ends_it_for_good()
    {
        var server = await shared.OpenAsync();
        using var browser = new BrowserSession(server.Browser());
        var first = CookieOf(await browser.SignInAsync("root", TestServer.Password));
        var second = CookieOf(await browser.SignInAsync("root", TestServer.Password));

        Assert.NotEqual(first, second);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusWithAsync(server, first));
        Assert.Equal(HttpStatusCode.OK, await StatusWithAsync(server, second));

        using var answer = await browser.PostFormAsync("/sign-out", new() { [BrowserSession.Field] = await browser.ScriptTokenAsync() });
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusWithAsync(server, second));
    }

    [Fact]
    public async Task A_disabled_account_loses_its_sessions_at_once()
    {
        var server = await shared.OpenAsync();
        await server.AddAccountAsync("leaver", Role.Operator);
        using var browser = new BrowserSession(server.Browser());
        var cookie = CookieOf(await browser.SignInAsync("leaver", TestServer.Password));
        using var admin = await server.AsAsync(Role.Admin);
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/v1/accounts/leaver") { Content = JsonContent.Create(new { role = "Operator", disabled = true }) };
        request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");

        Assert.Equal(HttpStatusCode.OK, (await admin.SendAsync(request)).StatusCode);

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusWithAsync(server, cookie));
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.SignInAsync("leaver", TestServer.Password)).StatusCode);
    }

    [Fact]
    public async Task Wrong_passwords_lock_an_account_even_for_the_right_one()
    {
        await using var server = await TestServer.StartAsync(postgres, options => options.Access.WrongPasswords = 3);
        await server.AddAccountAsync("guessed", Role.Viewer);
        using var browser = new BrowserSession(server.Browser());
        for (var i = 0; i < 3; i++)
            await browser.SignInAsync("guessed", "wrong-password-00");

        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.SignInAsync("guessed", TestServer.Password)).StatusCode);
        Assert.NotNull((await server.Services.GetRequiredService<AccountTable>().FindAsync("local", "guessed", CancellationToken.None))!.LockedUntil);
    }

    [Fact]
    public async Task Attempts_are_limited_by_address()
    {
        await using var server = await TestServer.StartAsync(postgres, options => options.Access.SignInsPerMinute = 2);
        using var browser = new BrowserSession(server.Browser());
        await browser.SignInAsync("a", "b");
        await browser.SignInAsync("a", "b");

        using var answer = await browser.SignInAsync("a", "b");

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Behind_a_proxy_the_limit_is_of_each_person_and_without_one_nobody_gets_another_by_a_header()
    {
        await using var proxied = await TestServer.StartAsync(postgres, options =>
        {
            options.Access.SignInsPerMinute = 1;
            options.Proxy.Trusted.Add("127.0.0.1");
        });
        await using var direct = await TestServer.StartAsync(postgres, options => options.Access.SignInsPerMinute = 1);
        Assert.Equal(
            [HttpStatusCode.Unauthorized, HttpStatusCode.TooManyRequests, HttpStatusCode.Unauthorized],
            [await TryAsync(proxied, "203.0.113.1"), await TryAsync(proxied, "203.0.113.1"), await TryAsync(proxied, "203.0.113.2")]);
        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.TooManyRequests], [await TryAsync(direct, "203.0.113.1"), await TryAsync(direct, "203.0.113.2")]);

        static async Task<HttpStatusCode> TryAsync(TestServer server, string address)
        {
            using var browser = new BrowserSession(server.Browser());
            browser.Client.DefaultRequestHeaders.Add("X-Forwarded-For", address);
            using var answer = await browser.SignInAsync("a", "b");
            return answer.StatusCode;
        }
    }

    [Theory]
    [InlineData("203.0.113.1", "203.0.113.1")]
    [InlineData("::ffff:203.0.113.1", "203.0.113.1")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::")]
    public void A_network_of_one_person_counts_as_one_address(string address, string counted) =>
        Assert.Equal(counted, AccessSetup.Neighbourhood(IPAddress.Parse(address)));

    [Fact]
    public async Task A_lock_ends_after_its_time()
    {
        var server = await shared.OpenAsync();
        await server.AddAccountAsync("locked", Role.Viewer);
        using var browser = new BrowserSession(server.Browser());
        for (var i = 0; i < 5; i++)
            await browser.SignInAsync("locked", "wrong-password-00");
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.SignInAsync("locked", TestServer.Password)).StatusCode);
        await using (var passing = server.Database.CreateCommand("UPDATE bulkcopy.accounts SET locked_until = now() - interval '1 second' WHERE name = 'locked'"))
            await passing.ExecuteNonQueryAsync();

        Assert.Equal(HttpStatusCode.Redirect, (await browser.SignInAsync("locked", TestServer.Password)).StatusCode);
    }

    [Fact]
    public async Task The_first_start_says_a_link_that_makes_one_administrator()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var link = new Uri(Assert.Single(server.Said).Split(' ')[^1]);
        using var browser = new BrowserSession(server.Browser());
        var token = await browser.FormTokenAsync(link.PathAndQuery);
        Dictionary<string, string> form = new()
        {
            ["token"] = link.Query["?token=".Length..], ["name"] = "First", ["password"] = "a-long-enough-one", [BrowserSession.Field] = token,
        };

        using var answer = await browser.PostFormAsync("/sign-in/first", form);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.Client.GetAsync("/api/v1/audit")).StatusCode);
        using var second = new BrowserSession(server.Browser());
        Assert.Equal(HttpStatusCode.NotFound, (await second.Client.GetAsync(link.PathAndQuery)).StatusCode);
        Assert.DoesNotContain(server.Log.Lines, line => line.Contains(form["token"], StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whoever_uses_one_link_for_the_first_account_uses_up_those_of_other_servers_and_earlier_starts()
    {
        await using var server = await TestServer.StartAsync(postgres);
        await using var other = await TestServer.StartAsync(postgres, database: server.Database);
        using var browser = new BrowserSession(server.Browser());

        using var first = await RedeemAsync(browser, LinkOf(server), "first");
        using var second = await RedeemAsync(browser, LinkOf(other), "second");

        Assert.Equal(HttpStatusCode.Redirect, first.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, second.StatusCode);
        Assert.Null(await server.Services.GetRequiredService<AccountTable>().FindAsync("local", "second", default));
    }

    [Theory]
    [InlineData("http://0.0.0.0:8080", "http://localhost:8080")]
    [InlineData("http://[::]:8080/", "http://localhost:8080")]
    [InlineData("http://127.0.0.1:8080", "http://127.0.0.1:8080")]
    public void The_first_link_names_an_address_that_can_be_opened(string listen, string shown) => Assert.Equal(shown, FirstLink.Reachable(listen));

    [Fact]
    public async Task People_are_sent_to_sign_in_and_programs_are_told()
    {
        var server = await shared.OpenAsync();
        using var client = server.Anonymous();
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/v1/runs")).StatusCode);
        client.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        using var page = await client.GetAsync($"/manifests/landed/{Guid.Empty}?key=a%26b");
        Assert.Equal(HttpStatusCode.Redirect, page.StatusCode);
        Assert.StartsWith("/sign-in?returnUrl=%2Fmanifests%2Flanded", page.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    private static string LinkOf(TestServer server) => new Uri(Assert.Single(server.Said).Split(' ')[^1]).Query["?token=".Length..];

    private static async Task<HttpResponseMessage> RedeemAsync(BrowserSession browser, string link, string name) => await browser.PostFormAsync("/sign-in/first", new()
    {
        ["token"] = link, ["name"] = name, ["password"] = "a-long-enough-one", [BrowserSession.Field] = await browser.FormTokenAsync("/sign-in"),
    });

    private static string CookieOf(HttpResponseMessage answer) => answer.Headers.GetValues("Set-Cookie")
        .Last(value => value.StartsWith(SessionAuthentication.CookieName, StringComparison.Ordinal)).Split(';')[0];

    private static async Task<HttpStatusCode> StatusWithAsync(TestServer server, string cookie)
    {
        using var client = server.Anonymous();
        client.DefaultRequestHeaders.Add("Cookie", cookie);
        using var answer = await client.GetAsync("/api/v1/session");
        return answer.StatusCode;
    }
}
