using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace BulkCopy.Server.Dashboard.Reference;

/// <summary>The operations of the API, by group.</summary>
public sealed record ReferenceModel(IReadOnlyList<(string Tag, IReadOnlyList<ReferenceOperation> Operations)> Groups)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static ReferenceModel Of(OpenApiDocument document, string root) => new(
    [
        .. from path in document.Paths
           from operation in path.Value.Operations ?? []
           let tag = operation.Value.Tags?.FirstOrDefault()?.Name ?? "other"
           group Read(path.Key, operation.Key, operation.Value, root) by tag into tagged
           orderby tagged.Key
           select (tagged.Key, (IReadOnlyList<ReferenceOperation>)[.. tagged]),
    ]);

    private static ReferenceOperation Read(string path, HttpMethod method, OpenApiOperation operation, string root)
    {
        var body = operation.RequestBody?.Content?.Values.FirstOrDefault()?.Example;
        var parameters = operation.Parameters ?? [];
        return new ReferenceOperation
        {
            Id = operation.OperationId ?? path,
            Method = method.Method,
            Path = path,
            Summary = operation.Summary ?? "",
            Description = operation.Description,
            Parameters = [.. parameters.Select(one => new ReferenceParameter(one.Name ?? "", one.In?.ToString().ToLowerInvariant() ?? "", one.Required, one.Description, Text(one.Example)))],
            Body = body is null ? null : body.ToJsonString(Indented),
            Answers = [.. (operation.Responses ?? []).Select(answer => (answer.Key, answer.Value.Description ?? ""))],
            Command = Command(path, method, parameters, body, root),
        };
    }

    private static string Command(string path, HttpMethod method, IList<IOpenApiParameter> parameters, JsonNode? body, string root)
    {
        var query = new StringBuilder();
        var headers = new StringBuilder();
        foreach (var one in parameters.Where(one => one.Example is not null))
            switch (one.In)
            {
                case ParameterLocation.Path:
                    path = path.Replace($"{{{one.Name}}}", Uri.EscapeDataString(Text(one.Example)!), StringComparison.Ordinal);
                    break;
                case ParameterLocation.Query:
                    query.Append(CultureInfo.InvariantCulture, $"{(query.Length == 0 ? '?' : '&')}{one.Name}={Uri.EscapeDataString(Text(one.Example)!)}");
                    break;
                default:
                    headers.Append(CultureInfo.InvariantCulture, $" -H {Quoted($"{one.Name}: {Text(one.Example)}")}");
                    break;
            }
        var content = body is null ? "" : $" -H 'Content-Type: application/json' -d {Quoted(body.ToJsonString(new JsonSerializerOptions(Indented) { WriteIndented = false }))}";
        return $"curl{(method == HttpMethod.Get ? "" : $" -X {method.Method}")} -H \"Authorization: Bearer $BULKCOPY_API_KEY\"{headers}{content} {Quoted($"{root}{path}{query}")}";
    }

    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string? Text(JsonNode? example) => example?.ToString();
}

/// <summary>One operation.</summary>
public sealed record ReferenceOperation
{
    /// <summary>Its name.</summary>
    public required string Id { get; init; }
    /// <summary>Method of the request.</summary>
    public required string Method { get; init; }
    /// <summary>Path, with places in braces.</summary>
    public required string Path { get; init; }
    /// <summary>What it does, as a sentence.</summary>
    public required string Summary { get; init; }
    /// <summary>What else is to be known.</summary>
    public string? Description { get; init; }
    /// <summary>Parameters in path, query and headers.</summary>
    public required IReadOnlyList<ReferenceParameter> Parameters { get; init; }
    /// <summary>An example of the body; <c>null</c> if there is none.</summary>
    public string? Body { get; init; }
    /// <summary>Statuses and what they mean.</summary>
    public required IReadOnlyList<(string Status, string Meaning)> Answers { get; init; }
    /// <summary>The example as a command.</summary>
    public required string Command { get; init; }
}

/// <summary>One parameter.</summary>
public sealed record ReferenceParameter(string Name, string In, bool IsRequired, string? Description, string? Example);
