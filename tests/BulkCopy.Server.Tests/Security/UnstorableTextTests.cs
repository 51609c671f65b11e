using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using BulkCopy.Server.Access;
using BulkCopy.Server.Tests.Hosting;
using BulkCopy.Testing;
using Xunit;

namespace BulkCopy.Server.Tests.Security;

/// <summary>Texts that PostgreSQL does not store and lists with nothing among their items: refused with words wherever a request can hold them.</summary>
public sealed class UnstorableTextTests(PostgresFixture postgres)
{
    // A job with everything that the example in the document leaves out.
    private const string Job = """
        {"name":"j","source":"cos-beijing:photos-1250000000/2024/","destination":"oss-hangzhou:photos-archive/2024/","confirm":true,"moreSources":["cos-beijing:more-1250000000/"],
        "selection":{"fromKey":"a","toKey":"b","include":["a*"],"exclude":["b*"],"includeRegex":["a"],"excludeRegex":["b"],"storageClasses":["STANDARD"],"notStorageClasses":["ARCHIVE"],
            "tags":[{"name":"a","value":"b","absent":false}],"metadata":[{"name":"a","value":"b","absent":false}]},
        "keys":{"template":"x/{key}","replace":[{"pattern":"a","with":"b"}]},
        "copy":{"storageClass":"IA","storageClassMap":{"STANDARD":"IA"},"metadata":{"mode":"Merge","set":{"contentType":"text/plain","metadata":[{"key":"a","value":"b"}]}}}}
        """;

    [Fact]
    public async Task Whatever_a_body_or_a_query_holds_the_server_does_not_fail()
    {
        await using var server = await TestServer.StartAsync(postgres, options => options.Secrets.MasterKeyFrom = MasterKey.Reference);
        await ApiScene.BuildAsync(server);
        using var admin = await server.AsAsync(Role.Admin);
        var document = JsonNode.Parse(await admin.GetStringAsync("/openapi/v1.json"))!;
        var failures = new List<string>();
        foreach (var (path, operations) in document["paths"]!.AsObject())
            foreach (var (method, operation) in operations!.AsObject().Where(_ => !path.EndsWith("/stream", StringComparison.Ordinal)))
                foreach (var (what, address, body) in Requests(path, operation!))
                    await SendAsync(admin, method, address, body, $"{method} {path} {what}", failures);
        foreach (var (what, body) in Bodies(JsonNode.Parse(Job)!))
            await SendAsync(admin, "post", "/api/v1/jobs", body, $"a job: {what}", failures);
        Assert.Empty(failures);
    }

    private static async Task SendAsync(HttpClient client, string method, string address, string? body, string what, List<string> failures)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method.ToUpperInvariant()), address);
        request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using var answer = await client.SendAsync(request);
        // A store that nobody listens at is the store's failure.
        if ((int)answer.StatusCode is >= 500 and not 502)
            failures.Add($"{what}: {(int)answer.StatusCode}");
    }

    private static IEnumerable<(string What, string Address, string? Body)> Requests(string path, JsonNode operation)
    {
        var parameters = operation["parameters"]?.AsArray().Select(parameter => parameter!).ToArray() ?? [];
        var address = parameters.Where(parameter => (string)parameter["in"]! == "path")
            .Aggregate(path, (built, parameter) => built.Replace($"{{{parameter["name"]}}}", Uri.EscapeDataString($"{parameter["example"]}"), StringComparison.Ordinal));
        var example = operation["requestBody"]?["content"]?["application/json"]?["example"];
        foreach (var name in parameters.Where(parameter => (string)parameter["in"]! == "query").Select(parameter => (string)parameter["name"]!))
            foreach (var text in new[] { "x%00y", "-1", "99999999999999999999" })
                yield return ($"?{name}={text}", $"{address}?{name}={text}", example?.ToJsonString());
        if (example is not null)
            foreach (var (what, body) in Bodies(example))
                yield return (what, address, body);
    }

    // One text after the other with a NUL in it, one list after the other with a null at its end.
    private static IEnumerable<(string What, string Body)> Bodies(JsonNode shown)
    {
        var example = shown.DeepClone();
        foreach (var place in Places(example).Select(place => place.GetPath()).ToArray())
        {
            var changed = example.DeepClone();
            var there = Places(changed).Single(node => node.GetPath() == place);
            if (there is JsonArray list)
                list.Add(null);
            else
                there.ReplaceWith("x\0y");
            yield return (place, changed.ToJsonString());
        }
    }

    private static IEnumerable<JsonNode> Places(JsonNode node) => node switch
    {
        JsonObject members => members.Select(member => member.Value).OfType<JsonNode>().SelectMany(Places),
        JsonArray items => items.OfType<JsonNode>().SelectMany(Places).Prepend(items),
        JsonValue value when value.TryGetValue<string>(out _) => [value],
        _ => [],
    };
}
