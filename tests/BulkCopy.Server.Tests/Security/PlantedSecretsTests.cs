using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using BulkCopy.Server.Access;
using BulkCopy.Server.Tests.Hosting;
using Npgsql;
using Xunit;

namespace BulkCopy.Server.Tests.Security;

/// <summary>Secrets are planted everywhere and used, everything is asked for, and none may be found in an answer, a log, a trace, a metric, an export or the database.</summary>
[Collection(nameof(Telemetry.OtlpExportTests))]
public sealed class PlantedSecretsTests(SecretScene scene) : IClassFixture<SecretScene>
{
    [Fact]
    public async Task No_page_no_answer_and_no_export_holds_a_secret()
    {
        var server = await scene.OpenAsync();
        using var client = await server.AsAsync(Role.Admin);
        var found = new List<string>();
        foreach (var path in Paths(server))
            foreach (var accept in new[] { "text/html", "application/json" })
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, path);
                request.Headers.Accept.ParseAdd(accept);
                using var answer = await client.SendAsync(request);
                found.AddRange(scene.FoundIn($"{answer.Headers} {answer.Content.Headers} {await answer.Content.ReadAsStringAsync()}").Select(what => $"{path}: {what}"));
            }
        Assert.Empty(found);
    }

    [Fact]
    public async Task No_refusal_repeats_a_secret_that_was_sent()
    {
        var server = await scene.OpenAsync();
        using var client = await server.AsAsync(Role.Admin);
        var found = new List<string>();
        foreach (var endpoint in EndpointList.Of(server).Where(endpoint => endpoint.Changes))
            foreach (var body in Bodies(endpoint))
                foreach (var accept in new[] { "text/html", "application/json" })
                {
                    using var request = new HttpRequestMessage(new HttpMethod(endpoint.Method), EndpointList.PathToNothing(endpoint.Pattern)) { Content = body() };
                    request.Headers.Accept.ParseAdd(accept);
                    using var answer = await client.SendAsync(request);
                    found.AddRange(scene.FoundIn($"{answer.Headers} {await answer.Content.ReadAsStringAsync()}").Select(what => $"{endpoint}: {what}"));
                }
        Assert.Empty(found);
        AssertNotIn(server.Log.Lines, "log");
    }

    [Fact]
    public async Task No_line_of_the_log_holds_a_secret()
    {
        var server = await scene.OpenAsync();
        Assert.NotEmpty(server.Log.Lines);
        AssertNotIn(server.Log.Lines, "log");
    }

    [Fact]
    public async Task No_span_holds_a_secret()
    {
        await scene.OpenAsync();
        Assert.Contains(scene.Spans, span => span.StartsWith("BulkCopy.Worker segment", StringComparison.Ordinal));
        Assert.Contains(scene.Spans, span => span.StartsWith("Npgsql", StringComparison.Ordinal));
        Assert.Contains(scene.Spans, span => span.StartsWith("System.Net.Http", StringComparison.Ordinal));
        Assert.Contains(scene.Spans, span => span.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));
        AssertNotIn(scene.Spans, "span");
    }

    [Fact]
    public async Task No_table_holds_a_secret_in_the_clear()
    {
        var server = await scene.OpenAsync();
        var found = new List<string>();
        foreach (var table in await TablesAsync(server.Database))
        {
            await using var command = server.Database.CreateCommand($"SELECT coalesce(string_agg(t::text, ' '), '') FROM bulkcopy.{table} t");
            found.AddRange(scene.FoundIn((string)(await command.ExecuteScalarAsync())!).Select(what => $"{table}: {what}"));
        }
        Assert.Empty(found);
    }

    [Fact]
    public async Task What_is_looked_for_would_be_found()
    {
        await scene.OpenAsync();
        Assert.Equal(["session token of a store"], scene.FoundIn("… planted-session-token-0010 …"));
        Assert.Equal(["customer's key"], scene.FoundIn(Convert.ToBase64String(Encoding.ASCII.GetBytes(TestStores.CustomerKeyText))));
    }

    private void AssertNotIn(IEnumerable<string> lines, string where) =>
        Assert.Empty(lines.SelectMany(line => scene.FoundIn(line).Select(what => $"{where}: {what} in {line[..Math.Min(line.Length, 200)]}")).Distinct());

    private static IEnumerable<string> Paths(TestServer server) =>
        EndpointList.Of(server).Where(endpoint => endpoint is { Changes: false, IsStream: false }).Select(endpoint => EndpointList.PathOf(endpoint.Pattern)).Concat(
        [
            "/runs/7", "/runs/7/entries", "/runs/7/object?key=2024%2Fa%201.jpg", "/api/v1/runs/7", "/api/v1/runs/7/entries", "/api/v1/runs/7/explain?key=2024%2Fa%201.jpg",
            "/api/v1/runs/7/report?format=json", "/api/v1/runs/7/report?format=csv", "/api/v1/jobs/7", "/api/v1/audit?limit=200", "/api/v1/stores/temporary", "/nowhere", "/api/v1/nowhere",
            "/sign-in?failed=1", "/jobs/new?step=plan&sourceStore=cos-beijing&sourceBucket=photos-1250000000&destinationStore=cos-guangzhou&destinationBucket=photos-1250000000",
        ]);

    // Secrets where they belong but beside something wrong, where they do not belong, and in a body that breaks off.
    private static IEnumerable<Func<HttpContent>> Bodies(EndpointRow endpoint)
    {
        var fields = new Dictionary<string, string>
        {
            ["name"] = "x y", ["password"] = TestServer.Password, ["secret"] = ApiScene.EnteredSecret, ["secretAccessKey"] = ApiScene.EnteredSecret, ["sessionToken"] = "planted-session-token-0010",
            ["role"] = "None", ["dialect"] = "none", ["token"] = "none",
        };
        if (endpoint.IsForPeople)
        {
            yield return () => new FormUrlEncodedContent(fields);
            yield break;
        }
        yield return () => Json(JsonSerializer.Serialize(fields));
        foreach (var field in new[] { "password", "secret", "secretAccessKey" })
        {
            yield return () => Json($$"""{"{{field}}":"{{ApiScene.EnteredSecret}}"}""");
            yield return () => Json($$$"""{"{{{field}}}":{"value":"{{{ApiScene.EnteredSecret}}}"}}""");
            yield return () => Json($$"""{"{{field}}":"{{ApiScene.EnteredSecret}}""");
        }
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));

    private static async Task<IReadOnlyList<string>> TablesAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand("SELECT array_agg(table_name::text) FROM information_schema.tables WHERE table_schema = 'bulkcopy' AND table_type = 'BASE TABLE'");
        return (string[])(await command.ExecuteScalarAsync())!;
    }
}
