using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Access;
using BulkCopy.Server.Options;
using BulkCopy.Server.Tests.Hosting;
using BulkCopy.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace BulkCopy.Server.Tests.Access;

public sealed class OAuthSignInTests(PostgresFixture postgres)
{
    private const string ClientSecret = "planted-client-secret-0004";

    [Theory]
    [InlineData("storage-ops", "Operator")]
    [InlineData("nobody-special", null)]
    public async Task Who_comes_back_with_a_group_that_has_a_role_gets_a_session(string group, string? role)
    {
        await using var provider = await ProviderAsync(group);
        await using var server = await TestServer.StartAsync(postgres, options => Configure(options, provider.Urls.First()));
        using var browser = new BrowserSession(server.Browser());
        using var away = await browser.Client.GetAsync("/sign-in/provider?returnUrl=%2Fruns");
        Assert.Equal(HttpStatusCode.Redirect, away.StatusCode);
        var query = System.Web.HttpUtility.ParseQueryString(away.Headers.Location!.Query);
        Assert.Equal("S256", query["code_challenge_method"]);

        using var back = await browser.Client.GetAsync($"/sign-in/callback?code=one&state={Uri.EscapeDataString(query["state"]!)}");

        Assert.Equal(role is null ? "/sign-in?failed=1" : "/runs", back.Headers.Location!.OriginalString);
        using var session = await browser.Client.GetAsync("/api/v1/session");
        Assert.Equal(role is null ? HttpStatusCode.Unauthorized : HttpStatusCode.OK, session.StatusCode);
        if (role is not null)
            Assert.Equal(role, (await session.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("role").GetString());
        Assert.DoesNotContain(server.Log.Lines, line => line.Contains(ClientSecret, StringComparison.Ordinal) || line.Contains("access-token-0005", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("//attacker.example")]
    [InlineData("https://attacker.example/")]
    [InlineData("/\\attacker.example")]
    public async Task Who_comes_back_from_the_provider_stays_on_this_site(string url)
    {
        await using var provider = await ProviderAsync("storage-ops");
        await using var server = await TestServer.StartAsync(postgres, options => Configure(options, provider.Urls.First()));
        using var browser = new BrowserSession(server.Browser());
        using var away = await browser.Client.GetAsync($"/sign-in/provider?returnUrl={Uri.EscapeDataString(url)}");
        var query = System.Web.HttpUtility.ParseQueryString(away.Headers.Location!.Query);
        Assert.StartsWith(provider.Urls.First(), away.Headers.Location.OriginalString, StringComparison.Ordinal);
        Assert.Equal($"{server.Root.GetLeftPart(UriPartial.Authority)}/sign-in/callback", query["redirect_uri"]);

        using var back = await browser.Client.GetAsync($"/sign-in/callback?code=one&state={Uri.EscapeDataString(query["state"]!)}");

        Assert.Equal("/", back.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task A_session_that_was_planted_before_signing_in_at_the_provider_is_worth_nothing()
    {
        await using var provider = await ProviderAsync("storage-ops");
        await using var server = await TestServer.StartAsync(postgres, options => Configure(options, provider.Urls.First()));
        var planted = $"{SessionAuthentication.CookieName}={AccessToken.New()}";
        using var browser = new BrowserSession(server.Browser());
        browser.Client.DefaultRequestHeaders.Add("Cookie", planted);
        using var away = await browser.Client.GetAsync("/sign-in/provider");
        var state = System.Web.HttpUtility.ParseQueryString(away.Headers.Location!.Query)["state"]!;
        using var back = await browser.Client.GetAsync($"/sign-in/callback?code=one&state={Uri.EscapeDataString(state)}");
        Assert.Equal("/", back.Headers.Location!.OriginalString);

        using var attacker = server.Anonymous();
        attacker.DefaultRequestHeaders.Add("Cookie", planted);
        Assert.Equal(HttpStatusCode.Unauthorized, (await attacker.GetAsync("/api/v1/session")).StatusCode);
    }

    [Fact]
    public async Task An_answer_that_nobody_asked_for_is_refused()
    {
        await using var provider = await ProviderAsync("storage-ops");
        await using var server = await TestServer.StartAsync(postgres, options => Configure(options, provider.Urls.First()));
        using var browser = new BrowserSession(server.Browser());

        using var back = await browser.Client.GetAsync("/sign-in/callback?code=one&state=made-up");

        Assert.Equal("/sign-in?failed=1", back.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task A_provider_cannot_name_somebody_who_is_a_local_account()
    {
        await using var provider = await ProviderAsync("storage-ops");
        await using var server = await TestServer.StartAsync(postgres, options => Configure(options, provider.Urls.First()));
        await server.AddAccountAsync("mei", Role.Admin);
        using var browser = new BrowserSession(server.Browser());
        using var away = await browser.Client.GetAsync("/sign-in/provider");
        var state = System.Web.HttpUtility.ParseQueryString(away.Headers.Location!.Query)["state"]!;

        using var back = await browser.Client.GetAsync($"/sign-in/callback?code=one&state={Uri.EscapeDataString(state)}");

        Assert.Equal(HttpStatusCode.Forbidden, (await browser.Client.GetAsync("/api/v1/accounts")).StatusCode);
    }

    [Fact]
    public async Task Whoever_is_disabled_here_is_turned_away_and_written_down_so()
    {
        await using var provider = await ProviderAsync("storage-ops");
        await using var server = await TestServer.StartAsync(postgres, options => Configure(options, provider.Urls.First()));
        var accounts = server.Services.GetRequiredService<AccountTable>();
        var mei = await accounts.RecordForeignAsync("oauth", "mei", "Operator", default);
        await using (var disable = server.Database.CreateCommand($"UPDATE bulkcopy.accounts SET disabled_at = now() WHERE account_id = {mei.Id}"))
            await disable.ExecuteNonQueryAsync();
        using var browser = new BrowserSession(server.Browser());
        using var away = await browser.Client.GetAsync("/sign-in/provider");
        var state = System.Web.HttpUtility.ParseQueryString(away.Headers.Location!.Query)["state"]!;

        using var back = await browser.Client.GetAsync($"/sign-in/callback?code=one&state={Uri.EscapeDataString(state)}");

        Assert.Equal("/sign-in?failed=1", back.Headers.Location!.OriginalString);
        Assert.Equal(401, Assert.Single(await server.Services.GetRequiredService<AuditTable>().ListAsync(null, 1, default)).Status);
    }

    private static void Configure(ServerOptions options, string provider)
    {
        Environment.SetEnvironmentVariable("BULKCOPY_TEST_CLIENT_SECRET", ClientSecret);
        options.Access.GroupRoles["storage-ops"] = "Operator";
        options.Access.OAuth = new OAuthSignInOptions
        {
            ClientId = "bulkcopy", ClientSecretFrom = "env:BULKCOPY_TEST_CLIENT_SECRET", AuthorizationEndpoint = $"{provider}/authorize",
            TokenEndpoint = $"{provider}/token", UserInformationEndpoint = $"{provider}/userinfo",
        };
    }

    private static async Task<WebApplication> ProviderAsync(string group)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var provider = builder.Build();
        provider.Run(context => context.Request.Path == "/token"
            ? context.Response.WriteAsJsonAsync(new { access_token = "access-token-0005", token_type = "Bearer" })
            : context.Response.WriteAsJsonAsync(new { sub = "Mei", groups = new[] { "everybody", group } }));
        await provider.StartAsync();
        return provider;
    }
}
