using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BulkCopy.Engine.Jobs;
using BulkCopy.Server.Access;
using BulkCopy.Server.Tests.Hosting;
using BulkCopy.Testing;
using Xunit;

namespace BulkCopy.Server.Tests.Api;

public sealed class RunActionsApiTests(PostgresFixture postgres, SharedServer shared) : IClassFixture<SharedServer>
{
    [Fact]
    public async Task Pausing_twice_is_no_error_and_confirming_an_active_run_again_neither()
    {
        var server = await shared.OpenAsync();
        using var client = await server.AsAsync(Role.Operator);

        using var first = await client.PostAsync("/api/v1/runs/3/pause", null);
        using var second = await client.PostAsync("/api/v1/runs/3/pause", null);

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        Assert.Equal("Paused", (await second.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("state").GetString());
    }

    [Fact]
    public async Task What_a_state_forbids_is_a_conflict_that_says_when_it_would_do()
    {
        var server = await shared.OpenAsync();
        using var client = await server.AsAsync(Role.Operator);

        using var answer = await client.PostAsync("/api/v1/runs/4/confirm", null);

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("Run 4 is Paused and cannot be confirmed.", problem.GetProperty("title").GetString());
        Assert.Equal("That is possible in Suspended.", problem.GetProperty("detail").GetString());
        Assert.Equal(answer.Headers.GetValues("X-Request-Id").Single(), problem.GetProperty("requestId").GetString());
    }

    [Fact]
    public async Task An_ETag_guards_against_steering_a_run_that_others_steered()
    {
        var server = await shared.OpenAsync();
        using var client = await server.AsAsync(Role.Operator);
        using var shown = await client.GetAsync("/api/v1/runs/6");
        var tag = shown.Headers.ETag!.ToString();

        using var unchanged = await SendAsync(client, HttpMethod.Get, "/api/v1/runs/6", ("If-None-Match", tag));
        using var missing = await SendAsync(client, HttpMethod.Put, "/api/v1/runs/6/priority", null, new { priority = 5 });
        using var done = await SendAsync(client, HttpMethod.Put, "/api/v1/runs/6/priority", ("If-Match", tag), new { priority = 5 });
        using var late = await SendAsync(client, HttpMethod.Put, "/api/v1/runs/6/priority", ("If-Match", tag), new { priority = 7 });
        using var latePause = await SendAsync(client, HttpMethod.Post, "/api/v1/runs/6/pause", ("If-Match", tag));

        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionRequired, missing.StatusCode);
        Assert.Equal(HttpStatusCode.OK, done.StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, late.StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, latePause.StatusCode);
        Assert.Equal(5, (await server.Runs.FindAsync(new RunId(6), default))!.Priority);
    }

    [Fact]
    public async Task A_large_run_needs_an_approver_and_an_operator_cannot_make_one_that_asks_nobody()
    {
        await using var server = await TestServer.StartAsync(postgres, options => options.Approval.AboveObjects = 1000);
        using var operators = await server.AsAsync(Role.Operator);
        using var approver = await server.AsAsync(Role.Approver);
        using var made = await operators.PostAsJsonAsync("/api/v1/jobs", Job(confirm: false));
        var run = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("runId").GetInt32();
        Assert.True((await server.Runs.FindAsync(new RunId(run), default))!.Spec.Confirm);
        await ApiScene.SetStateAsync(server.Database, run, RunState.Suspended);
        await using (var totals = server.Database.CreateCommand($"INSERT INTO bulkcopy.run_totals (run_id, worker_id, listed) VALUES ({run}, 1, 1001)"))
            await totals.ExecuteNonQueryAsync();

        using var refused = await operators.PostAsync($"/api/v1/runs/{run}/confirm", null);
        using var confirmed = await approver.PostAsync($"/api/v1/runs/{run}/confirm", null);

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Contains("more than 1000 need an approver", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, confirmed.StatusCode);
    }

    [Fact]
    public async Task An_operator_does_not_get_around_the_approver_by_pausing_and_resuming()
    {
        await using var server = await TestServer.StartAsync(postgres, options => options.Approval.AboveObjects = 1000);
        using var operators = await server.AsAsync(Role.Operator);
        using var made = await operators.PostAsJsonAsync("/api/v1/jobs", Job(confirm: false));
        var run = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("runId").GetInt32();

        using var paused = await operators.PostAsync($"/api/v1/runs/{run}/pause", null);
        using var early = await operators.PostAsync($"/api/v1/runs/{run}/confirm", null);
        using var resumed = await operators.PostAsync($"/api/v1/runs/{run}/resume", null);
        using var retried = await operators.PostAsJsonAsync($"/api/v1/runs/{run}/retry-failed", new { });

        Assert.Equal(HttpStatusCode.OK, paused.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, early.StatusCode);
        Assert.Equal("Preparing", (await resumed.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("state").GetString());
        Assert.Equal(HttpStatusCode.Conflict, retried.StatusCode);
        Assert.Equal(RunState.Preparing, (await server.Runs.FindAsync(new RunId(run), default))!.State);
    }

    [Fact]
    public async Task The_same_idempotency_key_makes_one_job()
    {
        var server = await shared.OpenAsync();
        using var client = await server.AsAsync(Role.Operator);
        client.DefaultRequestHeaders.Add("Idempotency-Key", "once");

        using var first = await client.PostAsJsonAsync("/api/v1/jobs", Job());
        using var second = await client.PostAsJsonAsync("/api/v1/jobs", Job());

        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        Assert.Equal(
            (await first.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("runId").GetInt32(),
            (await second.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("runId").GetInt32());
    }

    [Theory]
    [InlineData("""{"name":"x","source":"cos-beijing:b/","destination":"nowhere:b/"}""", "destination")]
    [InlineData("""{"name":"x","source":"cos-beijing","destination":"oss-hangzhou:b/"}""", "source")]
    [InlineData("""{"name":"x","source":"cos-beijing:evil.example#/","destination":"oss-hangzhou:b/"}""", "source")]
    [InlineData("""{"name":"x","source":"cos-beijing:b/","destination":"cos-beijing:b/"}""", "destination")]
    [InlineData("""{"name":"a\nb","source":"cos-beijing:b/","destination":"oss-hangzhou:b/"}""", "name")]
    [InlineData("""{"name":"x","source":"cos-beijing:b/","destination":"oss-hangzhou:b/","copy":{"partSizeBytes":1}}""", "copy.partSizeBytes")]
    [InlineData("""{"name":"x","source":"cos-beijing:b/","destination":"oss-hangzhou:b/","copy":{"storageClass":"IA\r\nx: y"}}""", "copy.storageClass")]
    [InlineData("""{"name":"x","source":"cos-beijing:b/","destination":"oss-hangzhou:b/","failures":{"maxAttempts":0}}""", "failures.maxAttempts")]
    [InlineData("""{"name":"x","sorce":"cos-beijing:b/"}""", "sorce")]
    [InlineData("""{"name":7}""", "name")]
    [InlineData("""{"name":""", "name")]
    [InlineData("""[]""", "body")]
    public async Task A_job_that_cannot_be_made_names_the_field(string body, string field)
    {
        var server = await shared.OpenAsync();
        using var client = await server.AsAsync(Role.Operator);
        using var content = new StringContent(body, System.Net.Http.Headers.MediaTypeHeaderValue.Parse("application/json"));

        using var answer = await client.PostAsync("/api/v1/jobs", content);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        var errors = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors");
        Assert.Contains(errors.EnumerateObject(), error => error.Name == field);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused()
    {
        var server = await shared.OpenAsync();
        using var client = await server.AsAsync(Role.Operator);
        using var content = new StringContent($$"""{"name":"{{new string('x', 2 << 20)}}"}""", System.Net.Http.Headers.MediaTypeHeaderValue.Parse("application/json"));

        client.DefaultRequestHeaders.ExpectContinue = true;
        using var answer = await client.PostAsync("/api/v1/jobs", content);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    private static object Job(bool confirm = true) => new
    {
        name = "made by a test", source = "cos-beijing:photos-1250000000/2024/", destination = "oss-hangzhou:photos/", confirm,
    };

    private static async Task<HttpResponseMessage> SendAsync(
        HttpClient client, HttpMethod method, string path, (string Name, string Value)? header = null, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (header is { } one)
            request.Headers.TryAddWithoutValidation(one.Name, one.Value);
        if (body is not null)
            request.Content = JsonContent.Create(body);
        return await client.SendAsync(request);
    }
}
