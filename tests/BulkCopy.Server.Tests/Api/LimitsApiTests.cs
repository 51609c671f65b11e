using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BulkCopy.Server.Access;
using BulkCopy.Server.Tests.Hosting;
using Xunit;

namespace BulkCopy.Server.Tests.Api;

public sealed class LimitsApiTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string Bucket = "/api/v1/stores/cos-beijing/buckets/limited-1250000000/limit";
    private const string Window = "Mon-Fri 08:00-18:00 Europe/Berlin: 200 req/s, 50MiB/s";

    [Fact]
    public async Task Limits_are_set_listed_guarded_against_others_and_forgotten()
    {
        var server = await shared.OpenAsync();
        using var client = await server.AsAsync(Role.Operator);
        using var blind = await PutAsync(client, Bucket, null, new { inFlight = 3 });
        using var first = await PutAsync(client, Bucket, "\"none\"", new { requestsPerSecond = 12.5, windows = new[] { Window } });
        var tag = first.Headers.ETag!.ToString();
        using var unaware = await PutAsync(client, Bucket, "\"none\"", new { inFlight = 3 });
        using var second = await PutAsync(client, Bucket, tag, new { inFlight = 3 });
        using var late = await PutAsync(client, Bucket, tag, new { inFlight = 4 });
        var listed = (await client.GetFromJsonAsync<JsonElement>("/api/v1/limits")).GetProperty("items").EnumerateArray().Single(item => item.GetProperty("bucket").GetString() == "limited-1250000000");
        using var gone = await SendAsync(client, HttpMethod.Delete, Bucket, second.Headers.ETag!.ToString());
        using var after = await client.GetAsync(Bucket);

        Assert.Equal(HttpStatusCode.PreconditionRequired, blind.StatusCode);
        Assert.Equal(Window, (await first.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("limit").GetProperty("windows")[0].GetString());
        Assert.Equal((HttpStatusCode.PreconditionFailed, HttpStatusCode.OK, HttpStatusCode.PreconditionFailed), (unaware.StatusCode, second.StatusCode, late.StatusCode));
        Assert.Equal(3, listed.GetProperty("limit").GetProperty("inFlight").GetInt32());
        Assert.False(listed.GetProperty("limit").TryGetProperty("requestsPerSecond", out _));
        Assert.Equal((HttpStatusCode.NoContent, "\"none\""), (gone.StatusCode, after.Headers.ETag!.ToString()));
    }

    [Theory]
    [InlineData("""{"windows":["Mon"]}""", "windows[0]")]
    [InlineData("""{"requestsPerSecond":-1}""", "requestsPerSecond")]
    [InlineData("""{"bytesPerSecond":-1}""", "bytesPerSecond")]
    [InlineData("""{"inFlight":0}""", "inFlight")]
    public async Task What_limits_nothing_sensible_is_named_by_field(string body, string field)
    {
        var server = await shared.OpenAsync();
        using var client = await server.AsAsync(Role.Operator);
        using var answer = await PutAsync(client, "/api/v1/stores/oss-hangzhou/limit", "\"none\"", JsonDocument.Parse(body).RootElement);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.True((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").TryGetProperty(field, out _));
    }

    [Fact]
    public async Task What_is_changed_stands_in_the_audit_log_and_what_does_not_exist_is_not_limited()
    {
        var server = await shared.OpenAsync();
        using var client = await server.AsAsync(Role.Admin);
        using var unknown = await PutAsync(client, "/api/v1/stores/nowhere/limit", "\"none\"", new { inFlight = 7 });
        using var known = await PutAsync(client, "/api/v1/stores/cos-beijing/buckets/audited-1250000000/limit", "*", new { inFlight = 7 });

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.OK), (unknown.StatusCode, known.StatusCode));
        var audit = (await client.GetFromJsonAsync<JsonElement>("/api/v1/audit?limit=20")).GetRawText();
        Assert.Contains("cos-beijing:audited-1250000000: - req/s, - B/s, 7 in flight, 0 windows", audit, StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> PutAsync(HttpClient client, string path, string? match, object body) =>
        SendAsync(client, HttpMethod.Put, path, match, JsonContent.Create(body));

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, HttpMethod method, string path, string? match, HttpContent? content = null)
    {
        var request = new HttpRequestMessage(method, path) { Content = content };
        if (match is not null)
            request.Headers.TryAddWithoutValidation("If-Match", match);
        return client.SendAsync(request);
    }
}
