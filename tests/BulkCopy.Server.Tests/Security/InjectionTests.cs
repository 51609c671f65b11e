using System.Net.Http.Json;
using System.Text.Json;
using BulkCopy.Server.Access;
using BulkCopy.Server.Tests.Hosting;
using BulkCopy.Testing;
using Xunit;

namespace BulkCopy.Server.Tests.Security;

/// <summary>What a request holds becomes no header, no line of the log, no line of the audit log and no markup.</summary>
public sealed class InjectionTests(PostgresFixture postgres, SharedServer shared) : IClassFixture<SharedServer>
{
    private const string Hostile = "x\r\nSet-Cookie: planted=1\r\nforged line \u001b[31m<img src=x onerror=alert(1)>";

    [Theory]
    [InlineData("a\u001b[31mred")]
    [InlineData("id;rm -rf")]
    [InlineData("<script>")]
    [InlineData("%0d%0aSet-Cookie:planted=1")]
    public async Task A_request_id_that_is_not_plain_is_replaced(string id)
    {
        var server = await shared.OpenAsync();
        var answer = await RawRequest.SendAsync(server, "GET /health/live HTTP/1.1", [$"X-Request-Id: {id}", "Connection: close"]);
        Assert.DoesNotContain(id, answer, StringComparison.Ordinal);
        Assert.DoesNotContain("planted", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whatever_is_sent_where_no_line_of_the_log_is_forged_and_no_header_set()
    {
        await using var server = await TestServer.StartAsync(postgres, options => options.Secrets.MasterKeyFrom = MasterKey.Reference);
        await ApiScene.BuildAsync(server);
        using var admin = await server.AsAsync(Role.Admin);
        var wrong = new List<string>();
        foreach (var endpoint in EndpointList.Of(server).Where(endpoint => !endpoint.IsStream))
            foreach (var request in Hostiles(endpoint))
                using (request)
                {
                    using var answer = await admin.SendAsync(request);
                    var headers = answer.Headers.Concat(answer.Content.Headers).SelectMany(header => header.Value.Prepend(header.Key));
                    if (headers.Any(header => header.Contains("planted", StringComparison.Ordinal)) || (int)answer.StatusCode >= 500)
                        wrong.Add($"{endpoint}: {(int)answer.StatusCode}");
                    if (answer.Content.Headers.ContentType?.MediaType == "text/html" && (await answer.Content.ReadAsStringAsync()).Contains("<img src=x", StringComparison.Ordinal))
                        wrong.Add($"{endpoint}: markup");
                }
        Assert.Empty(wrong);
        Assert.DoesNotContain(server.Log.Lines, line => line.Contains("\nforged line", StringComparison.Ordinal) || line.Contains('\u001b', StringComparison.Ordinal));
    }

    [Fact]
    public async Task Names_in_the_audit_log_stay_on_their_line()
    {
        var server = await shared.OpenAsync();
        using var browser = new BrowserSession(server.Browser());
        await browser.SignInAsync(Hostile, "x");
        using var admin = await server.AsAsync(Role.Admin);
        using var store = await admin.PostAsJsonAsync($"/api/v1/stores/{Uri.EscapeDataString(Hostile)}/test", new { bucket = "photos-1250000000" });

        var text = await admin.GetStringAsync("/api/v1/audit?limit=2");

        foreach (var record in JsonDocument.Parse(text).RootElement.GetProperty("items").EnumerateArray())
            foreach (var field in record.EnumerateObject().Where(field => field.Value.ValueKind == JsonValueKind.String))
                Assert.DoesNotContain(field.Value.GetString()!, char.IsControl);
        Assert.Contains("forged line", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_of_objects_are_shown_as_text_whatever_they_hold()
    {
        await using var server = await TestServer.StartAsync(postgres, options => options.Secrets.MasterKeyFrom = MasterKey.Reference);
        await ApiScene.BuildAsync(server);
        await using (var hostile = server.Database.CreateCommand("UPDATE bulkcopy.entries_1 SET key = $1 || entry_id"))
        {
            hostile.Parameters.AddWithValue(Hostile);
            await hostile.ExecuteNonQueryAsync();
        }
        using var client = await server.AsAsync(Role.Viewer);
        client.DefaultRequestHeaders.Accept.ParseAdd("text/html");

        foreach (var page in new[] { "/runs/1", "/runs/1/failures", "/runs/1/entries", $"/runs/1/object?key={Uri.EscapeDataString(Hostile + "1024")}", "/versions?run=1&key=" + Uri.EscapeDataString(Hostile) })
        {
            using var answer = await client.GetAsync(page);
            Assert.DoesNotContain("<img src=x", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            Assert.False(answer.Headers.Contains("Set-Cookie") && string.Join(' ', answer.Headers.GetValues("Set-Cookie")).Contains("planted", StringComparison.Ordinal), page);
        }
        var csv = await client.GetStringAsync("/api/v1/runs/1/report");
        Assert.Contains($"\"{Hostile}1024\"", csv, StringComparison.Ordinal);
    }

    // Each place of a request that takes text: the path, the query, a field of a form, a property of a body.
    private static IEnumerable<HttpRequestMessage> Hostiles(EndpointRow endpoint)
    {
        var text = Uri.EscapeDataString(Hostile);
        var path = EndpointList.PathToNothing(endpoint.Pattern).Replace("999999", text, StringComparison.Ordinal);
        var query = string.Join('&', new[] { "returnUrl", "key", "prefix", "code", "cursor", "token", "run", "source", "destination", "bucket", "etag", "from", "step", "name" }.Select(name => $"{name}={text}"));
        yield return new HttpRequestMessage(new HttpMethod(endpoint.Method), path) { Content = Body(endpoint) };
        yield return new HttpRequestMessage(new HttpMethod(endpoint.Method), $"{EndpointList.PathToNothing(endpoint.Pattern)}?{query}") { Content = Body(endpoint) };
    }

    private static HttpContent? Body(EndpointRow endpoint)
    {
        if (!endpoint.Changes)
            return null;
        string[] names = ["name", "password", "role", "bucket", "prefix", "store", "dialect", "region", "endpoint", "accessKeyId", "secret", "secretAccessKey", "code", "priority", "token", "returnUrl"];
        return endpoint.IsForPeople
            ? new FormUrlEncodedContent(names.ToDictionary(name => name, _ => Hostile))
            : JsonContent.Create(names.ToDictionary(name => name, _ => Hostile));
    }
}
