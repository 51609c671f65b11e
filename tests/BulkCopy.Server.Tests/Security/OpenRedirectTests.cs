using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BulkCopy.Server.Access;
using BulkCopy.Server.Tests.Hosting;
using BulkCopy.Testing;
using Xunit;

namespace BulkCopy.Server.Tests.Security;

/// <summary>Nobody is sent to another site by a link that was sent to them.</summary>
public sealed class OpenRedirectTests(PostgresFixture postgres, SharedServer shared) : IClassFixture<SharedServer>
{
    public static TheoryData<string> Elsewhere =>
    [
        "https://attacker.example/", "//attacker.example", "///attacker.example", "/\\attacker.example", "\\\\attacker.example", "/\t/attacker.example", "/\r\n/attacker.example",
        "javascript:alert(1)//attacker.example", "http:attacker.example", "/%0d%0aLocation: //attacker.example\r\n", " //attacker.example", "attacker.example", "\u2044\u2044attacker.example",
    ];

    [Theory]
    [MemberData(nameof(Elsewhere))]
    public async Task Signing_in_leads_to_this_site(string url)
    {
        var server = await shared.OpenAsync();
        using var browser = new BrowserSession(server.Browser());

        var page = await browser.Client.GetStringAsync($"/sign-in?returnUrl={Uri.EscapeDataString(url)}");
        using var answer = await browser.SignInAsync("root", TestServer.Password, url);

        Assert.DoesNotContain("attacker", page, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal("/", answer.Headers.Location!.OriginalString);
    }

    [Theory]
    [InlineData("//attacker.example/x")]
    [InlineData("/\\attacker.example/x")]
    [InlineData("/%5cattacker.example/x")]
    [InlineData("/%2fattacker.example/x")]
    public async Task A_page_that_asks_for_a_sign_in_is_come_back_to_on_this_site(string path)
    {
        var server = await shared.OpenAsync();
        // Only what some endpoint takes is challenged, so the path stands behind one.
        var answer = await RawRequest.SendAsync(server, $"GET {path} HTTP/1.1", ["Accept: text/html", "Connection: close"]);
        Assert.DoesNotContain("\nLocation: //", answer, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("\nLocation: http", answer, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_store_redirects_only_to_the_host_that_was_asked_and_not_to_one_that_a_stranger_names()
    {
        var server = await shared.OpenAsync();
        using var client = await server.AsAsync(Role.Operator);
        client.DefaultRequestHeaders.Add("X-Forwarded-Host", "attacker.example");
        client.DefaultRequestHeaders.Add("X-Forwarded-Prefix", "//attacker.example");
        client.DefaultRequestHeaders.Add("Forwarded", "host=attacker.example");

        using var made = await client.PostAsJsonAsync("/api/v1/manifest-uploads", new { store = "cos-beijing", bucket = "lists-1250000000" });

        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var form = await made.Content.ReadFromJsonAsync<JsonElement>();
        var back = form.GetProperty("fields").EnumerateArray().Single(field => field.GetProperty("name").GetString() == "success_action_redirect");
        Assert.StartsWith($"{server.Root.GetLeftPart(UriPartial.Authority)}/manifests/landed/", back.GetProperty("value").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_the_server_does_not_have_is_refused_once_hosts_are_named()
    {
        await using var server = await TestServer.StartAsync(postgres, options => options.AllowedHosts.Add("127.0.0.1"));
        using var client = await server.AsAsync(Role.Operator);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/manifest-uploads")
        {
            Content = JsonContent.Create(new { store = "cos-beijing", bucket = "lists-1250000000" }), Headers = { Host = "attacker.example" },
        };

        using var answer = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.DoesNotContain("attacker", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("key=https://attacker.example/")]
    [InlineData("key=//attacker.example&redirect=//attacker.example&returnUrl=//attacker.example")]
    public async Task What_a_store_or_somebody_else_says_in_coming_back_leads_nowhere(string query)
    {
        var server = await shared.OpenAsync();
        using var client = await server.AsAsync(Role.Operator);
        using var answer = await client.GetAsync($"/manifests/landed/0b8f0e5e-3f0c-4d1e-8f43-6a1b0a7d2c11?{query}");
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Null(answer.Headers.Location);
    }
}
