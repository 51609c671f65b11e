using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BulkCopy.Server.Access;
using BulkCopy.Server.Tests.Hosting;
using BulkCopy.Testing;
using Xunit;

namespace BulkCopy.Server.Tests.Webhooks;

public sealed class WebhooksApiTests(PostgresFixture postgres, StrictServer strict) : IClassFixture<StrictServer>
{
    private const string Secret = "planted-hook-secret-0009";

    [Theory]
    [InlineData("http://127.0.0.1/x", "private network")]
    [InlineData("http://[::1]/x", "private network")]
    [InlineData("http://[::ffff:10.0.0.1]/x", "private network")]
    [InlineData("http://169.254.169.254/latest/meta-data", "private network")]
    [InlineData("http://2130706433/", "private network")]
    [InlineData("http://localhost:8080/x", "private network")]
    [InlineData("https://name:password@hooks.example.com/", "It is no address")]
    [InlineData("file:///etc/passwd", "It is no address")]
    [InlineData("gopher://hooks.example.com/", "It is no address")]
    [InlineData("https://hooks.example.com/\r\nX: y", "It is no address")]
    public async Task An_address_inside_the_network_or_of_another_kind_is_refused(string url, string reason)
    {
        var server = await strict.OpenAsync();
        using var admin = await server.AsAsync(Role.Admin);
        using var answer = await admin.PostAsJsonAsync("/api/v1/webhooks", new { name = "x", url, secret = Secret });

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(reason, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").GetProperty("url")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_that_stays_goes_nowhere_else_and_is_never_shown()
    {
        await using var server = await StartAsync();
        using var admin = await server.AsAsync(Role.Admin);
        using var made = await admin.PostAsJsonAsync("/api/v1/webhooks", new { name = "x", url = "https://hooks.example.com/x", secret = Secret });
        using var elsewhere = await PutAsync(admin, new { url = "https://other.example.com/x" }, "\"1\"");
        using var same = await PutAsync(admin, new { url = "https://hooks.example.com/x", states = new[] { "Failed" } }, "\"1\"");
        using var late = await PutAsync(admin, new { url = "https://hooks.example.com/x" }, "\"1\"");

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.BadRequest, HttpStatusCode.OK, HttpStatusCode.PreconditionFailed), (made.StatusCode, elsewhere.StatusCode, same.StatusCode, late.StatusCode));
        Assert.DoesNotContain(Secret, $"{await made.Content.ReadAsStringAsync()}{await same.Content.ReadAsStringAsync()}{await admin.GetStringAsync("/api/v1/webhooks")}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_named_hosts_are_told_where_some_are_named()
    {
        await using var server = await TestServer.StartAsync(postgres, options =>
        {
            options.Secrets.MasterKeyFrom = MasterKey.Reference;
            options.Webhooks.AllowedHosts = ["*.example.com"];
        });
        using var admin = await server.AsAsync(Role.Admin);
        using var named = await admin.PostAsJsonAsync("/api/v1/webhooks", new { name = "x", url = "https://hooks.example.com/x", secret = Secret });
        using var other = await admin.PostAsJsonAsync("/api/v1/webhooks", new { name = "y", url = "https://example.org/x", secret = Secret });

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.BadRequest), (named.StatusCode, other.StatusCode));
    }

    private Task<TestServer> StartAsync() => TestServer.StartAsync(postgres, options => options.Secrets.MasterKeyFrom = MasterKey.Reference);

    private static Task<HttpResponseMessage> PutAsync(HttpClient client, object body, string match)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, "/api/v1/webhooks/x") { Content = JsonContent.Create(body) };
        request.Headers.TryAddWithoutValidation("If-Match", match);
        return client.SendAsync(request);
    }
}
