using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using BulkCopy.Server.Access;
using BulkCopy.Server.Tests.Hosting;
using BulkCopy.Testing;
using Xunit;

namespace BulkCopy.Server.Tests.Api;

/// <summary>The OpenAPI document is a promise: it stands beside this test, and every example in it is executed.</summary>
public sealed class ApiDocumentTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    [Fact]
    public async Task The_document_is_the_one_that_was_promised()
    {
        var document = await ReadAsync();
        var text = document.ToJsonString(Indented) + "\n";
        var file = Path.Combine(Path.GetDirectoryName(Here())!, "openapi.v1.json");
        if (Environment.GetEnvironmentVariable("BULKCOPY_UPDATE_SNAPSHOTS") == "1")
            await File.WriteAllTextAsync(file, text);
        Assert.True(
            File.Exists(file) && await File.ReadAllTextAsync(file) == text,
            "The API's document has changed. If clients will understand the change, run this test with BULKCOPY_UPDATE_SNAPSHOTS=1 and read the difference.");
    }

    [Fact]
    public async Task Every_operation_has_a_name_a_summary_and_an_example_where_it_takes_something()
    {
        var missing = new List<string>();
        foreach (var (path, method, operation) in Operations(await ReadAsync()))
        {
            if (operation["operationId"] is null || operation["summary"] is null)
                missing.Add($"{method} {path}: name or summary");
            foreach (var parameter in operation["parameters"]?.AsArray() ?? [])
                if (parameter!["required"]?.GetValue<bool>() == true && parameter["example"] is null)
                    missing.Add($"{method} {path}: {parameter["name"]}");
            if (operation["requestBody"] is { } body && body["content"]!["application/json"]!["example"] is null)
                missing.Add($"{method} {path}: body");
        }
        Assert.Empty(missing);
    }

    [Fact]
    public async Task Every_example_is_answered_with_a_success_that_the_document_names()
    {
        var server = await shared.OpenAsync();
        using var client = await server.AsAsync(Role.Admin);
        var wrong = new List<string>();
        foreach (var (path, method, operation) in Operations(await ReadAsync()))
        {
            using var request = Request(path, method, operation);
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            var status = ((int)answer.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
            if (!answer.IsSuccessStatusCode || operation["responses"]![status] is null)
                wrong.Add($"{operation["operationId"]}: {status} {await answer.Content.ReadAsStringAsync()}");
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public async Task Whoever_has_the_document_is_not_sent_it_again()
    {
        var server = await shared.OpenAsync();
        using var client = await server.AsAsync(Role.Viewer);
        using var first = await client.GetAsync("/openapi/v1.json");
        using var ask = new HttpRequestMessage(HttpMethod.Get, "/openapi/v1.json");
        ask.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var second = await client.SendAsync(ask);

        Assert.Equal("application/json", first.Content.Headers.ContentType!.MediaType);
        Assert.True(first.Headers.CacheControl is { NoCache: true, Private: true });
        Assert.Equal((System.Net.HttpStatusCode.NotModified, 0), (second.StatusCode, (await second.Content.ReadAsByteArrayAsync()).Length));
    }

    private async Task<JsonNode> ReadAsync()
    {
        var server = await shared.OpenAsync();
        using var client = await server.AsAsync(Role.Viewer);
        return JsonNode.Parse(await client.GetStringAsync("/openapi/v1.json"))!;
    }

    private static IEnumerable<(string Path, string Method, JsonNode Operation)> Operations(JsonNode document) =>
        from path in document["paths"]!.AsObject()
        from method in path.Value!.AsObject()
        select (path.Key, method.Key.ToUpperInvariant(), method.Value!);

    private static HttpRequestMessage Request(string path, string method, JsonNode operation)
    {
        var query = new StringBuilder();
        var headers = new List<(string, string)>();
        foreach (var parameter in operation["parameters"]?.AsArray() ?? [])
        {
            if (parameter!["example"] is not { } example)
                continue;
            var (name, value) = (parameter["name"]!.GetValue<string>(), example.ToString());
            switch (parameter["in"]!.GetValue<string>())
            {
                case "path":
                    path = path.Replace($"{{{name}}}", Uri.EscapeDataString(value), StringComparison.Ordinal);
                    break;
                case "query":
                    query.Append(query.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
                    break;
                default:
                    headers.Add((name, value));
                    break;
            }
        }
        var request = new HttpRequestMessage(new HttpMethod(method), path + query);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        if (operation["requestBody"]?["content"]?["application/json"]?["example"] is { } body)
            request.Content = new StringContent(body.ToJsonString(), MediaTypeHeaderValue.Parse("application/json"));
        return request;
    }

    private static string Here([CallerFilePath] string path = "") => path;
}
