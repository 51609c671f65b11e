using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BulkCopy.Server.Access;
using BulkCopy.Server.Tests.Hosting;
using Xunit;

namespace BulkCopy.Server.Tests.Api;

public sealed class SchedulesApiTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string Weekly = "/api/v1/schedules/2";

    [Fact]
    public async Task A_schedule_that_is_replaced_without_a_job_keeps_it_under_its_new_name()
    {
        var server = await shared.OpenAsync();
        using var client = await server.AsAsync(Role.Operator);
        using var read = await client.GetAsync(Weekly);
        var before = await JobAsync(read);
        using var changed = await PutAsync(client, read.Headers.ETag!.ToString(), new { name = "sundays", cron = "0 3 * * 0", timeZone = "Asia/Shanghai" });
        using var again = await client.GetAsync(Weekly);
        var after = await JobAsync(again);

        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.Equal(changed.Headers.ETag, again.Headers.ETag);
        Assert.Equal("sundays", after.GetProperty("name").GetString());
        Assert.Equal(before.GetRawText().Replace("\"weekly\"", "\"sundays\"", StringComparison.Ordinal), after.GetRawText());
    }

    [Fact]
    public async Task Of_two_who_read_the_same_state_one_changes_it()
    {
        var server = await shared.OpenAsync();
        using var client = await server.AsAsync(Role.Operator);
        using var read = await client.GetAsync(Weekly);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(hour => PutAsync(client, read.Headers.ETag!.ToString(), new { name = "weekly", cron = $"0 {hour} * * 0" })));

        Assert.Equal([HttpStatusCode.OK, .. Enumerable.Repeat(HttpStatusCode.PreconditionFailed, 7)], answers.Select(answer => answer.StatusCode).Order());
        foreach (var answer in answers)
            answer.Dispose();
    }

    [Fact]
    public async Task A_new_schedule_needs_something_to_run()
    {
        var server = await shared.OpenAsync();
        using var client = await server.AsAsync(Role.Operator);
        using var answer = await client.PostAsJsonAsync("/api/v1/schedules", new { name = "nothing", cron = "0 3 * * 0" });

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("'tiering' for a policy", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static async Task<JsonElement> JobAsync(HttpResponseMessage answer) => (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("job");

    private static Task<HttpResponseMessage> PutAsync(HttpClient client, string etag, object body)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, Weekly) { Content = JsonContent.Create(body) };
        request.Headers.Add("If-Match", etag);
        return client.SendAsync(request);
    }
}
