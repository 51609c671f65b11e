using System.Net;
using System.Text.RegularExpressions;
using BulkCopy.Server.Access;
using BulkCopy.Server.Tests.Hosting;
using BulkCopy.Testing;
using Xunit;

namespace BulkCopy.Server.Tests.Security;

/// <summary>Under a path base, or behind a proxy that has one, nothing leads out of it.</summary>
public sealed partial class PathBaseTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_address_on_every_page_begins_with_the_base(bool byProxy)
    {
        await using var server = await TestServer.StartAsync(postgres, options =>
        {
            options.Secrets.MasterKeyFrom = MasterKey.Reference;
            if (byProxy)
                options.Proxy.Trusted.Add("127.0.0.1");
            else
                options.PathBase = "/tools/copy";
        });
        await ApiScene.BuildAsync(server);
        using var client = await server.AsAsync(Role.Admin);
        using var stranger = server.Anonymous();
        foreach (var one in new[] { client, stranger })
        {
            one.DefaultRequestHeaders.Accept.ParseAdd("text/html");
            if (byProxy)
                one.DefaultRequestHeaders.Add("X-Forwarded-Prefix", "/tools/copy");
        }
        var wrong = new List<string>();
        foreach (var endpoint in EndpointList.Of(server).Where(endpoint => endpoint is { Changes: false, IsForPeople: true }))
        {
            var path = EndpointList.PathOf(endpoint.Pattern);
            foreach (var one in new[] { client, stranger })
            {
                using var answer = await one.GetAsync((byProxy ? "" : "/tools/copy") + path);
                var text = await answer.Content.ReadAsStringAsync();
                wrong.AddRange(
                    Address().Matches(text).Select(match => match.Groups[1].Value).Append(answer.Headers.Location?.OriginalString ?? "#")
                        .Where(address => !address.StartsWith("/tools/copy/", StringComparison.Ordinal) && address[0] is not ('#' or '?')).Select(address => $"{path}: {address}"));
            }
        }
        Assert.Empty(wrong.Distinct());
    }

    [Theory]
    [InlineData("X-Forwarded-Prefix", "/elsewhere")]
    [InlineData("X-Forwarded-Host", "attacker.example")]
    [InlineData("X-Forwarded-Proto", "https")]
    public async Task Without_a_trusted_proxy_nobody_says_where_the_server_is(string header, string value)
    {
        await using var server = await TestServer.StartAsync(postgres);
        using var client = server.Anonymous();
        client.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        client.DefaultRequestHeaders.Add(header, value);

        using var answer = await client.GetAsync("/runs");

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal("/sign-in?returnUrl=%2Fruns", answer.Headers.Location!.OriginalString);
        Assert.False(answer.Headers.Contains("Strict-Transport-Security"));
    }

    [Theory]
    [InlineData("//attacker.example")]
    [InlineData("/\\attacker.example")]
    [InlineData("/x//attacker.example")]
    [InlineData("/\"><script>")]
    [InlineData("/%0d%0a")]
    public async Task A_prefix_that_a_proxy_passes_on_unlooked_at_leads_nowhere(string prefix)
    {
        await using var server = await TestServer.StartAsync(postgres, options => options.Proxy.Trusted.Add("127.0.0.1"));
        using var client = server.Anonymous();
        client.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        client.DefaultRequestHeaders.TryAddWithoutValidation("X-Forwarded-Prefix", prefix);

        using var answer = await client.GetAsync("/runs");

        Assert.True(answer.StatusCode == HttpStatusCode.BadRequest || answer.Headers.Location!.OriginalString.StartsWith("/sign-in?", StringComparison.Ordinal), $"{answer.StatusCode} {answer.Headers.Location}");
        Assert.DoesNotContain("attacker", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [GeneratedRegex("""(?:href|src|action|hx-get|hx-post)="([^"]+)""")]
    private static partial Regex Address();
}
