using System.Net.Http.Json;
using BulkCopy.Server.Access;
using BulkCopy.Server.Tests.Hosting;
using BulkCopy.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace BulkCopy.Server.Tests.Security;

/// <summary>Secrets are planted everywhere, everything is asked for, and none may be found in an answer, in the log or in the clear in the database.</summary>
public sealed class PlantedSecretsTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private static readonly string[] Planted = [TestServer.Password, TestStores.Secret, ApiScene.EnteredSecret, ApiScene.HookSecret];

    [Fact]
    public async Task No_answer_and_no_line_of_the_log_holds_a_secret()
    {
        var server = await shared.OpenAsync();
        using var admin = await server.AsAsync(Role.Admin);
        using var browser = new BrowserSession(server.Browser());
        await browser.SignInAsync("root", TestServer.Password);
        var key = admin.DefaultRequestHeaders.Authorization!.Parameter!;
        string[] secrets = [.. Planted, key];
        var found = new List<string>();
        foreach (var path in await PathsAsync(server))
        {
            using var answer = await admin.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
            if (answer.Content.Headers.ContentType?.MediaType == "text/event-stream")
                continue;
            var text = $"{answer.Headers} {await answer.Content.ReadAsStringAsync()}";
            found.AddRange(secrets.Where(secret => text.Contains(secret, StringComparison.Ordinal)).Select(_ => path));
        }
        await admin.PostAsJsonAsync("/api/v1/stores", new { name = "x y", secretAccessKey = ApiScene.EnteredSecret });
        await admin.PostAsJsonAsync("/api/v1/accounts", new { name = "x", password = TestServer.Password, role = "None" });

        Assert.Empty(found);
        Assert.NotEmpty(server.Log.Lines);
        Assert.DoesNotContain(server.Log.Lines, line => secrets.Any(secret => line.Contains(secret, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task No_table_holds_a_secret_in_the_clear()
    {
        var server = await shared.OpenAsync();
        using var admin = await server.AsAsync(Role.Admin);
        var key = admin.DefaultRequestHeaders.Authorization!.Parameter!;
        var found = new List<string>();
        foreach (var table in new[] { "accounts", "sessions", "api_keys", "sign_in_links", "audit_log", "stores", "protection_keys", "manifest_uploads", "webhooks", "webhook_deliveries", "jobs", "runs" })
        {
            await using var command = server.Database.CreateCommand($"SELECT coalesce(string_agg(t::text, ' '), '') FROM bulkcopy.{table} t");
            var text = (string)(await command.ExecuteScalarAsync())!;
            found.AddRange(Planted.Append(key).Where(secret =>
                text.Contains(secret, StringComparison.Ordinal)
                || text.Contains(Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(secret)), StringComparison.Ordinal)).Select(_ => table));
        }
        Assert.Empty(found);
    }

    private static Task<IReadOnlyList<string>> PathsAsync(TestServer server) => Task.FromResult<IReadOnlyList<string>>(
    [
        .. from endpoint in server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
           where endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") ?? true
           let pattern = "/" + endpoint.RoutePattern.RawText!.Trim('/')
           select pattern.Replace("{run:int}", "1", StringComparison.Ordinal).Replace("{job:long}", "1", StringComparison.Ordinal)
               .Replace("{name}", "cos-guangzhou", StringComparison.Ordinal).Replace("{documentName}", "v1", StringComparison.Ordinal)
               .Replace("{upload:guid}", "0b8f0e5e-3f0c-4d1e-8f43-6a1b0a7d2c11", StringComparison.Ordinal),
    ]);
}
