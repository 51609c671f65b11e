using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using BulkCopy.Server.Access;
using BulkCopy.Server.Tests.Hosting;
using Xunit;

namespace BulkCopy.Server.Tests.Api;

public sealed class RunRecordsApiTests(SharedServer shared) : IClassFixture<SharedServer>
{
    [Theory]
    [InlineData("entries", "csv", 31)]
    [InlineData("entries", "json", 30)]
    [InlineData("outcomes", "json", 30)]
    [InlineData("events", "csv", 6)]
    [InlineData("parts", "json", 0)]
    public async Task A_part_of_the_ledger_is_streamed_row_by_row(string what, string format, int lines)
    {
        var server = await shared.OpenAsync();
        using var client = await server.AsAsync(Role.Viewer);
        using var answer = await client.GetAsync($"/api/v1/runs/1/export?what={what}&format={format}");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal($"run-1-{what}.{(format == "csv" ? "csv" : "jsonl")}", answer.Content.Headers.ContentDisposition!.FileName!.Trim('"'));
        Assert.Equal(lines, (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Theory]
    [InlineData("/api/v1/runs/1/export?what=secrets", HttpStatusCode.BadRequest)]
    [InlineData("/api/v1/runs/1/export?format=xml", HttpStatusCode.BadRequest)]
    [InlineData("/api/v1/runs/1/differences", HttpStatusCode.Conflict)]
    [InlineData("/api/v1/runs/1/mend", HttpStatusCode.Conflict)]
    [InlineData("/api/v1/runs/1/findings", HttpStatusCode.Conflict)]
    [InlineData("/api/v1/runs/9/differences?format=xml", HttpStatusCode.BadRequest)]
    [InlineData("/api/v1/runs/3/certificate", HttpStatusCode.Conflict)]
    public async Task What_a_run_does_not_have_is_refused(string path, HttpStatusCode expected)
    {
        var server = await shared.OpenAsync();
        using var client = await server.AsAsync(Role.Viewer);
        using var answer = await client.GetAsync(path);

        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task A_certificate_holds_until_it_is_changed()
    {
        var server = await shared.OpenAsync();
        using var client = await server.AsAsync(Role.Operator);
        var certificate = JsonNode.Parse(await client.GetStringAsync("/api/v1/runs/1/certificate"))!.AsObject();
        using var whole = await client.PostAsJsonAsync("/api/v1/certificates/check", certificate);
        certificate["verified"] = 19;
        using var changed = await client.PostAsJsonAsync("/api/v1/certificates/check", certificate);
        certificate["blockLines"] = 3;
        using var impossible = await client.PostAsJsonAsync("/api/v1/certificates/check", certificate);

        Assert.Equal(30, certificate["lines"]!.GetValue<int>());
        Assert.True((await whole.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("ok").GetBoolean());
        var found = await changed.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((false, "The certificate vouches for 19 verified objects; there are 20."), (found.GetProperty("ok").GetBoolean(), found.GetProperty("findings")[0].GetProperty("message").GetString()));
        Assert.Equal(HttpStatusCode.BadRequest, impossible.StatusCode);
    }

    [Fact]
    public async Task A_finished_run_is_dropped_and_its_summary_stays_and_others_are_not()
    {
        var server = await shared.OpenAsync();
        using var client = await server.AsAsync(Role.Admin);
        using var active = await client.DeleteAsync("/api/v1/runs/5");
        using var pruned = await client.PostAsJsonAsync("/api/v1/runs/prune", new { olderThan = "1.00:00:00" });
        using var ageless = await client.PostAsJsonAsync("/api/v1/runs/prune", new { keep = 1 });
        using var stale = await DeleteAsync(client, "/api/v1/runs/7", "\"7-Active-0\"");
        using var dropped = await DeleteAsync(client, "/api/v1/runs/7", "*");
        using var gone = await client.GetAsync("/api/v1/runs/7");
        var left = (await client.GetFromJsonAsync<JsonElement>("/api/v1/runs/dropped")).GetProperty("items").EnumerateArray().Single();

        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.BadRequest, HttpStatusCode.PreconditionFailed), (active.StatusCode, ageless.StatusCode, stale.StatusCode));
        Assert.Empty((await pruned.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("dropped").EnumerateArray());
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (dropped.StatusCode, gone.StatusCode));
        Assert.Equal((7, 64), (left.GetProperty("run").GetProperty("runId").GetInt32(), left.GetProperty("reportRoot").GetString()!.Length));
    }

    [Fact]
    public async Task A_plan_says_what_a_job_would_do_and_what_is_wrong_with_it_by_field()
    {
        var server = await shared.OpenAsync();
        using var client = await server.AsAsync(Role.Operator);
        var job = new { source = "cos-beijing:photos-1250000000/2024/", destination = "cos-beijing:photos-1250000000/archive/" };
        using var planned = await client.PostAsJsonAsync("/api/v1/plans", new { job });
        using var wrong = await client.PostAsJsonAsync("/api/v1/plans", new { job = new { job.source, destination = "nowhere:b/" }, concurrency = 0, prices = "no: prices" });
        using var priceless = await client.PostAsJsonAsync("/api/v1/plans", new { job, prices = "no: prices" });
        using var unreachable = await client.PostAsJsonAsync("/api/v1/plans", new { job = new { source = "cos-beijing:none-1250000000/", job.destination } });

        var plan = await planned.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((1, 1), (plan.GetProperty("objects").GetInt64(), plan.GetProperty("copies").GetInt64()));
        Assert.NotEmpty(plan.GetProperty("costs").EnumerateArray());
        var errors = (await wrong.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors");
        Assert.True(errors.TryGetProperty("concurrency", out _) && errors.TryGetProperty("job.destination", out _));
        Assert.True((await priceless.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").TryGetProperty("prices", out _));
        Assert.Equal(HttpStatusCode.BadGateway, unreachable.StatusCode);
    }

    private static Task<HttpResponseMessage> DeleteAsync(HttpClient client, string path, string match)
    {
        var request = new HttpRequestMessage(HttpMethod.Delete, path);
        request.Headers.TryAddWithoutValidation("If-Match", match);
        return client.SendAsync(request);
    }
}
