using Microsoft.AspNetCore.Http;

namespace BulkCopy.Server.Web;

/// <summary>Tells a person's request for a page from a program's.</summary>
internal static class PageRequest
{
    public static bool Is(HttpRequest request) =>
        !request.Path.StartsWithSegments("/api") && !request.Path.StartsWithSegments("/metrics") && !request.Path.StartsWithSegments("/openapi")
        && !request.Headers.ContainsKey("HX-Request") && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
}
