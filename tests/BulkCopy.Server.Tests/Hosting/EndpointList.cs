using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace BulkCopy.Server.Tests.Hosting;

/// <summary>Every endpoint that a server has: nothing can be forgotten in a test that goes by this list.</summary>
internal static partial class EndpointList
{
    private static readonly Dictionary<string, string> Values = new(StringComparer.Ordinal)
    {
        ["run"] = "1", ["job"] = "1", ["schedule"] = "1", ["account"] = "1", ["key"] = "1", ["name"] = "cos-guangzhou", ["documentName"] = "v1",
        ["upload"] = "0b8f0e5e-3f0c-4d1e-8f43-6a1b0a7d2c11",
    };

    public static IReadOnlyList<EndpointRow> Of(TestServer server) =>
    [
        .. (from endpoint in server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            let pattern = "/" + endpoint.RoutePattern.RawText!.Trim('/')
            from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]
            select new EndpointRow(method, pattern)).Distinct(),
    ];

    /// <summary>The pattern with values of the scene in its places.</summary>
    public static string PathOf(string pattern) => Place().Replace(pattern, place => Values.GetValueOrDefault(place.Groups[1].Value, "1"));

    /// <summary>The pattern with values that name nothing, so that a request for it changes nothing.</summary>
    public static string PathToNothing(string pattern) =>
        Place().Replace(pattern, place => place.Groups[2].Value == ":guid" ? Guid.Empty.ToString() : "999999");

    [GeneratedRegex(@"\{(\w+)(:\w+)?\}")]
    private static partial Regex Place();
}

/// <summary>One endpoint.</summary>
internal sealed record EndpointRow(string Method, string Pattern)
{
    public bool Changes => Method is not ("GET" or "HEAD");

    public bool IsStream => Pattern.EndsWith("/stream", StringComparison.Ordinal);

    public bool IsForPeople => !Pattern.StartsWith("/api", StringComparison.Ordinal) && !Pattern.StartsWith("/openapi", StringComparison.Ordinal)
        && !Pattern.StartsWith("/metrics", StringComparison.Ordinal) && !Pattern.StartsWith("/health", StringComparison.Ordinal)
        && !Pattern.StartsWith("/assets", StringComparison.Ordinal);

    public override string ToString() => $"{Method} {Pattern}";
}
