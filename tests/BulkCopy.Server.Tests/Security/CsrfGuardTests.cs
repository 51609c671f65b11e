using System.Net;
using System.Net.Http.Json;
using BulkCopy.Server.Access;
using BulkCopy.Server.Options;
using BulkCopy.Server.Tests.Hosting;
using BulkCopy.Testing;
using Xunit;

namespace BulkCopy.Server.Tests.Security;

public sealed class CsrfGuardTests(PostgresFixture postgres, SharedServer shared) : IClassFixture<SharedServer>
{
    private static readonly object Test = new { bucket = "photos-1250000000" };

    [Fact]
    public async Task A_session_changes_nothing_without_the_token()
    {
        var server = await shared.OpenAsync();
        using var browser = new BrowserSession(server.Browser());
        await browser.SignInAsync("root", TestServer.Password);

        using var without = await browser.Client.PostAsJsonAsync("/api/v1/stores/nothing/test", Test);
        browser.Client.DefaultRequestHeaders.Add(CsrfGuard.HeaderName, await browser.ScriptTokenAsync());
        using var with = await browser.Client.PostAsJsonAsync("/api/v1/stores/nothing/test", Test);

        Assert.Equal(HttpStatusCode.BadRequest, without.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, with.StatusCode);
    }

    [Fact]
    public async Task Every_endpoint_that_changes_something_wants_the_token_of_a_browser_and_of_no_program()
    {
        var server = await shared.OpenAsync();
        using var browser = new BrowserSession(server.Browser());
        await browser.SignInAsync("root", TestServer.Password);
        var token = await browser.ScriptTokenAsync();
        using var program = await server.AsAsync(Role.Admin);
        var wrong = new List<string>();
        foreach (var endpoint in EndpointList.Of(server).Where(endpoint => endpoint.Changes))
        {
            (string How, bool Refused, bool Expected)[] tries =
            [
                ("without", await IsRefusedAsync(browser.Client, endpoint), true),
                ("made up", await IsRefusedAsync(browser.Client, endpoint, (CsrfGuard.HeaderName, "CfDJ8made-up")), true),
                ("by another site's script", await IsRefusedAsync(browser.Client, endpoint, (CsrfGuard.HeaderName, token), ("Sec-Fetch-Site", "cross-site"), ("HX-Request", "true")), true),
                ("by a neighbour's page", await IsRefusedAsync(browser.Client, endpoint, (CsrfGuard.HeaderName, token), ("Sec-Fetch-Site", "same-site")), true),
                ("with a key", await IsRefusedAsync(program, endpoint), false),
            ];
            wrong.AddRange(tries.Where(one => one.Refused != one.Expected).Select(one => $"{endpoint} {one.How}"));
        }
        Assert.Empty(wrong);
        Assert.Equal(HttpStatusCode.OK, (await browser.Client.GetAsync("/api/v1/session")).StatusCode);
    }

    [Fact]
    public async Task A_token_does_not_help_a_request_that_another_site_made()
    {
        var server = await shared.OpenAsync();
        using var browser = new BrowserSession(server.Browser());
        await browser.SignInAsync("root", TestServer.Password);
        browser.Client.DefaultRequestHeaders.Add(CsrfGuard.HeaderName, await browser.ScriptTokenAsync());
        browser.Client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");

        using var answer = await browser.Client.PostAsJsonAsync("/api/v1/stores/nothing/test", Test);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task A_token_of_somebody_else_does_not_fit()
    {
        var server = await shared.OpenAsync();
        using var root = new BrowserSession(server.Browser());
        await root.SignInAsync("root", TestServer.Password);
        using var lin = new BrowserSession(server.Browser());
        await lin.SignInAsync("lin", TestServer.Password);
        root.Client.DefaultRequestHeaders.Add(CsrfGuard.HeaderName, await lin.ScriptTokenAsync());

        using var answer = await root.Client.PostAsJsonAsync("/api/v1/stores/nothing/test", Test);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Signing_in_needs_the_token_of_its_form()
    {
        var server = await shared.OpenAsync();
        using var browser = new BrowserSession(server.Browser());

        using var answer = await browser.PostFormAsync("/sign-in", new() { ["name"] = "root", ["password"] = TestServer.Password });

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task An_open_server_serves_programs_but_no_page_of_another_site()
    {
        await using var server = await TestServer.StartAsync(postgres, options => options.Access.Mode = AccessMode.Open);
        using var program = server.Anonymous();
        Assert.Equal(HttpStatusCode.NotFound, (await program.PostAsJsonAsync("/api/v1/stores/nothing/test", Test)).StatusCode);

        program.DefaultRequestHeaders.Add("Origin", "https://attacker.example");
        Assert.Equal(HttpStatusCode.BadRequest, (await program.PostAsJsonAsync("/api/v1/stores/nothing/test", Test)).StatusCode);
        program.DefaultRequestHeaders.Remove("Origin");
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["x"] = "y" });
        Assert.Equal(HttpStatusCode.BadRequest, (await program.PostAsync("/api/v1/runs/1/cancel", form)).StatusCode);
    }

    private static async Task<bool> IsRefusedAsync(HttpClient client, EndpointRow endpoint, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(endpoint.Method), EndpointList.PathToNothing(endpoint.Pattern));
        request.Content = endpoint.IsForPeople ? new FormUrlEncodedContent(new Dictionary<string, string> { ["name"] = "nothing" }) : JsonContent.Create(new { });
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await client.SendAsync(request);
        return answer.StatusCode == HttpStatusCode.BadRequest
            && (await answer.Content.ReadAsStringAsync()).Contains("does not prove that it comes from this site", StringComparison.Ordinal);
    }
}
