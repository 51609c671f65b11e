using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BulkCopy.Server.Access;
using BulkCopy.Server.Tests.Hosting;
using BulkCopy.Testing;
using Xunit;

namespace BulkCopy.Server.Tests.Health;

/// <summary>The ledger's database is killed under a server and comes back: what people and programs see meanwhile and afterwards.</summary>
public sealed class DatabaseAwayTests(PostgresFixture postgres)
{
    private static readonly string[] ForPeople = ["/", "/runs", "/runs/1", "/runs/1/failures", "/jobs/new", "/schedules", "/stores", "/audit", "/webhooks", "/classes"];
    private static readonly string[] ForPrograms = ["/api/v1/runs", "/api/v1/runs/1", "/api/v1/jobs", "/api/v1/schedules", "/api/v1/stores", "/api/v1/session"];

    [Fact]
    public async Task Everybody_is_told_in_their_own_way_and_nobody_does_anything_for_it_to_pass()
    {
        await using var database = await OwnDatabase.StartAsync();
        await using var server = await TestServer.StartAsync(postgres, options => options.Secrets.MasterKeyFrom = MasterKey.Reference, database: database.Source);
        await ApiScene.BuildAsync(server);
        using var person = new BrowserSession(server.Browser());
        await person.SignInAsync("root", TestServer.Password);
        person.Client.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        using var program = await server.AsAsync(Role.Admin);
        var token = await person.FormTokenAsync("/runs/3");

        await database.KillAsync();
        foreach (var path in ForPeople)
        {
            using var page = await person.Client.GetAsync(path);
            await AssertPageAsync(path, page);
        }
        using (var form = await person.PostFormAsync("/runs/3/pause", new() { [BrowserSession.Field] = token }))
            await AssertPageAsync("/runs/3/pause", form, isRepeated: false);
        foreach (var path in ForPrograms)
        {
            using var answer = await program.GetAsync(path);
            await AssertProblemAsync(path, answer);
        }
        using (var made = await program.PostAsJsonAsync("/api/v1/jobs", new { name = "x", source = "cos-beijing:photos-1250000000/2024/", destination = "oss-hangzhou:photos-archive/2024/" }))
            await AssertProblemAsync("POST jobs", made);
        using var anybody = server.Anonymous();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(anybody, "/health/live"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(anybody, "/health/ready"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(anybody, "/metrics"));

        await database.RestartAsync();
        await UntilReadyAsync(anybody);
        // Nobody signs in again, and a form that was open is still good.
        foreach (var path in ForPeople)
            Assert.Equal((path, HttpStatusCode.OK), (path, await StatusAsync(person.Client, path)));
        foreach (var path in ForPrograms)
            Assert.Equal((path, HttpStatusCode.OK), (path, await StatusAsync(program, path)));
        using var paused = await person.PostFormAsync("/runs/3/pause", new() { [BrowserSession.Field] = token });
        Assert.Equal(HttpStatusCode.SeeOther, paused.StatusCode);
        Assert.DoesNotContain(server.Log.Lines, line => line.Contains(" broke", StringComparison.Ordinal));
    }

    private static async Task AssertPageAsync(string path, HttpResponseMessage answer, bool isRepeated = true)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Equal((path, HttpStatusCode.ServiceUnavailable, "text/html"), (path, answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.StartsWith("<!DOCTYPE html>", text, StringComparison.Ordinal);
        Assert.Contains("<h1>The database does not answer</h1>", text, StringComparison.Ordinal);
        Assert.Contains("if this lasts, look at PostgreSQL", text, StringComparison.Ordinal);
        Assert.Equal(isRepeated, text.Contains(">Try again</a>", StringComparison.Ordinal));
        Assert.DoesNotContain("Npgsql", text, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(2), answer.Headers.RetryAfter?.Delta);
    }

    private static async Task AssertProblemAsync(string path, HttpResponseMessage answer)
    {
        Assert.Equal((path, HttpStatusCode.ServiceUnavailable, "application/problem+json"), (path, answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("The database does not answer.", problem.GetProperty("title").GetString());
        Assert.Equal(answer.Headers.GetValues("X-Request-Id").Single(), problem.GetProperty("requestId").GetString());
        Assert.Equal(TimeSpan.FromSeconds(2), answer.Headers.RetryAfter?.Delta);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path);
        return answer.StatusCode;
    }

    private static async Task UntilReadyAsync(HttpClient client)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(5));
        while (await StatusAsync(client, "/health/ready") != HttpStatusCode.OK)
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, patience.Token);
    }
}
