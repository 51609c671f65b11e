using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BulkCopy.Server.Options;
using BulkCopy.Server.Tests.Hosting;
using BulkCopy.Testing;
using Xunit;

namespace BulkCopy.Server.Tests.Access;

public sealed class ProxyAuthenticationTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_trusted_proxy_names_people_and_their_groups_have_roles()
    {
        await using var server = await StartAsync("127.0.0.1");
        using var client = server.Anonymous();
        client.DefaultRequestHeaders.Add("X-Forwarded-User", "Mei");
        client.DefaultRequestHeaders.Add("X-Forwarded-Groups", "everybody, storage-ops");
        client.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.9");

        var session = await client.GetFromJsonAsync<JsonElement>("/api/v1/session");

        Assert.Equal("Mei", session.GetProperty("name").GetString());
        Assert.Equal("Operator", session.GetProperty("role").GetString());
    }

    [Theory]
    [InlineData("10.0.0.0/8", "Mei", "storage-ops")]
    [InlineData("127.0.0.0/8", "Mei", "everybody")]
    [InlineData("127.0.0.0/8", "", "storage-ops")]
    public async Task Who_is_not_named_by_a_trusted_proxy_or_has_no_role_stays_outside(string trusted, string name, string groups)
    {
        await using var server = await StartAsync(trusted);
        using var client = server.Anonymous();
        client.DefaultRequestHeaders.TryAddWithoutValidation("X-Forwarded-User", name);
        client.DefaultRequestHeaders.Add("X-Forwarded-Groups", groups);
        // What a proxy says of the address before it is no proof of being a proxy.
        client.DefaultRequestHeaders.Add("X-Forwarded-For", "10.0.0.1");

        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/v1/session")).StatusCode);
    }

    [Fact]
    public async Task Sign_in_and_redirects_follow_what_the_proxy_says_of_host_and_scheme()
    {
        await using var server = await TestServer.StartAsync(postgres, options =>
        {
            options.Proxy.Trusted.Add("127.0.0.1");
            options.PathBase = "/copy";
        });
        await server.AddAccountAsync("root", BulkCopy.Server.Access.Role.Admin);
        using var browser = new BrowserSession(server.Browser());
        browser.Client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        browser.Client.DefaultRequestHeaders.Add("X-Forwarded-Host", "copy.example.com");

        using var page = await browser.Client.GetAsync("/copy/sign-in");

        Assert.Contains("max-age", page.Headers.GetValues("Strict-Transport-Security").Single(), StringComparison.Ordinal);
        Assert.Contains(page.Headers.GetValues("Set-Cookie"), cookie => cookie.Contains("secure", StringComparison.OrdinalIgnoreCase));
    }

    private Task<TestServer> StartAsync(string trusted) => TestServer.StartAsync(postgres, options =>
    {
        options.Access.Mode = AccessMode.Proxy;
        options.Access.GroupRoles["storage-ops"] = "Operator";
        options.Proxy.Trusted.Add(trusted);
    });
}
