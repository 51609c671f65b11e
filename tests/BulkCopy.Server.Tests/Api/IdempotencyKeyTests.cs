using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BulkCopy.Engine.Jobs;
using BulkCopy.Server.Access;
using BulkCopy.Server.Tests.Hosting;
using Xunit;

namespace BulkCopy.Server.Tests.Api;

public sealed class IdempotencyKeyTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string Source = "cos-beijing:photos-1250000000/2024/";

    [Fact]
    public async Task Requests_with_one_key_at_the_same_time_make_one_run()
    {
        var server = await shared.OpenAsync();
        using var client = await server.AsAsync(Role.Operator);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => CreateAsync(client, "at-once", Source)));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Created, answer.StatusCode));
        Assert.Single(answers.Select(answer => answer.Headers.Location).Distinct());
    }

    [Fact]
    public async Task Another_job_under_a_key_that_was_used_is_refused_and_not_answered_with_the_earlier_run()
    {
        var server = await shared.OpenAsync();
        using var client = await server.AsAsync(Role.Operator);
        using var first = await CreateAsync(client, "used", Source);

        using var other = await CreateAsync(client, "used", "cos-beijing:photos-1250000000/2025/");

        Assert.Equal(HttpStatusCode.Conflict, other.StatusCode);
        Assert.Contains("belongs to another job", await other.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_whose_run_was_dropped_is_refused_with_what_to_do()
    {
        var server = await shared.OpenAsync();
        using var client = await server.AsAsync(Role.Admin);
        using var first = await CreateAsync(client, "dropped", Source);
        var run = (await first.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("runId").GetInt32();
        await ApiScene.SetStateAsync(server.Database, run, RunState.Cancelled);
        (await client.DeleteAsync($"/api/v1/runs/{run}?withoutCertificate=true")).EnsureSuccessStatusCode();

        using var again = await CreateAsync(client, "dropped", Source);

        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        Assert.Contains("use another key", await again.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> CreateAsync(HttpClient client, string key, string source)
    {
        // A member whose order the database does not keep.
        var classes = new Dictionary<string, string> { ["STANDARD_IA"] = "IA", ["STANDARD"] = "Standard" };
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/jobs")
        {
            Content = JsonContent.Create(new { name = key, source, destination = "oss-hangzhou:photos-archive/2024/", confirm = true, copy = new { storageClassMap = classes } }),
        };
        request.Headers.Add("Idempotency-Key", key);
        return client.SendAsync(request);
    }
}
