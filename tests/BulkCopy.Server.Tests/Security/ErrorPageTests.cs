using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BulkCopy.Server.Access;
using BulkCopy.Server.Tests.Hosting;
using BulkCopy.Testing;
using Xunit;

namespace BulkCopy.Server.Tests.Security;

/// <summary>People read a page where programs read JSON, whatever failed, and neither reads what is inside.</summary>
public sealed class ErrorPageTests(PostgresFixture postgres, SharedServer shared) : IClassFixture<SharedServer>
{
    [Theory]
    [InlineData("/audit", 403, "You may not do this")]
    [InlineData("/nowhere", 404, "There is no such page")]
    [InlineData("/runs/not-a-number", 404, "There is no such page")]
    public async Task A_page_that_cannot_be_shown_is_a_page(string path, int status, string heading)
    {
        var server = await shared.OpenAsync();
        using var browser = await PersonAsync(server);

        using var answer = await browser.Client.GetAsync(path);

        await AssertPageAsync(answer, status, heading, "");
    }

    [Fact]
    public async Task A_form_that_cannot_be_taken_is_answered_by_a_page()
    {
        var server = await shared.OpenAsync();
        using var browser = await PersonAsync(server);

        using var forged = await browser.PostFormAsync("/runs/3/pause", []);
        browser.Client.DefaultRequestHeaders.ExpectContinue = true;
        using var large = await browser.Client.PostAsync("/runs/3/pause", new FormUrlEncodedContent(new Dictionary<string, string> { ["x"] = new('a', 2 << 20) }));
        browser.Client.DefaultRequestHeaders.ExpectContinue = false;
        using var wrongWay = await browser.PostFormAsync("/runs", new() { [BrowserSession.Field] = await browser.FormTokenAsync("/runs/3") });

        await AssertPageAsync(forged, 400, "The request does not prove that it comes from this site", "");
        await AssertPageAsync(large, 413, "The request is too large", "");
        await AssertPageAsync(wrongWay, 405, "This address does not take that", "");
    }

    [Fact]
    public async Task A_page_that_breaks_says_the_request_and_nothing_of_why()
    {
        await using var server = await TestServer.StartAsync(postgres, options => options.PathBase = "/copy");
        await server.AddAccountAsync("root", Role.Admin);
        using var browser = new BrowserSession(server.Browser());
        browser.Client.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        using var program = await server.AsAsync(Role.Admin);
        var token = await browser.FormTokenAsync("/copy/sign-in");
        await browser.PostFormAsync("/copy/sign-in", new() { ["name"] = "root", ["password"] = TestServer.Password, [BrowserSession.Field] = token });
        await using (var breaking = server.Database.CreateCommand("ALTER TABLE bulkcopy.run_samples RENAME TO planted_name_of_a_table; ALTER TABLE bulkcopy.jobs RENAME TO planted_name_of_a_table_2"))
            await breaking.ExecuteNonQueryAsync();

        using var page = await browser.Client.GetAsync("/copy/");
        using var api = await program.GetAsync("/copy/api/v1/jobs");

        await AssertPageAsync(page, 500, "The server failed", "/copy");
        Assert.Equal(HttpStatusCode.InternalServerError, api.StatusCode);
        Assert.Equal("application/problem+json", api.Content.Headers.ContentType!.MediaType);
        var problem = await api.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(api.Headers.GetValues("X-Request-Id").Single(), problem.GetProperty("requestId").GetString());
        Assert.DoesNotContain("relation", problem.ToString(), StringComparison.Ordinal);
        Assert.Contains(server.Log.Lines, line => line.Contains($"Request {page.Headers.GetValues("X-Request-Id").Single()} broke", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Too_many_attempts_to_sign_in_are_answered_by_a_page()
    {
        await using var server = await TestServer.StartAsync(postgres, options => options.Access.SignInsPerMinute = 1);
        using var browser = new BrowserSession(server.Browser());
        browser.Client.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        await browser.SignInAsync("a", "b");

        using var answer = await browser.SignInAsync("a", "b");

        Assert.Equal("60", answer.Headers.GetValues("Retry-After").Single());
        await AssertPageAsync(answer, 429, "There were too many attempts to sign in from this address", "");
    }

    [Theory]
    [InlineData("/api/v1/nowhere", "text/html")]
    [InlineData("/api/v1/runs/999999", "text/html")]
    [InlineData("/nowhere", "application/json")]
    [InlineData("/nowhere", "*/*")]
    public async Task Programs_get_json(string path, string accept)
    {
        var server = await shared.OpenAsync();
        using var client = await server.AsAsync(Role.Admin);
        client.DefaultRequestHeaders.Accept.ParseAdd(accept);
        using var answer = await client.GetAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task What_stood_in_the_request_is_not_repeated_as_markup()
    {
        var server = await shared.OpenAsync();
        using var browser = await PersonAsync(server);
        using var answer = await browser.Client.GetAsync("/nowhere/%3Cscript%3Ealert(1)%3C%2Fscript%3E?x=%3Cscript%3E");
        Assert.DoesNotContain("<script>alert", await answer.Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<BrowserSession> PersonAsync(TestServer server)
    {
        var browser = new BrowserSession(server.Browser());
        await browser.SignInAsync("lin", TestServer.Password);
        browser.Client.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        return browser;
    }

    private static async Task AssertPageAsync(HttpResponseMessage answer, int status, string heading, string root)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
        Assert.StartsWith("<!DOCTYPE html>", text, StringComparison.Ordinal);
        Assert.Contains($"<h1>{heading}</h1>", text, StringComparison.Ordinal);
        Assert.Contains($"href=\"{root}/\"", text, StringComparison.Ordinal);
        Assert.Contains(answer.Headers.GetValues("X-Request-Id").Single(), text, StringComparison.Ordinal);
        Assert.Contains("script-src 'self'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.DoesNotContain("planted_name", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
    }
}
