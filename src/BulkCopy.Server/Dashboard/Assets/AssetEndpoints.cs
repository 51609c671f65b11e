using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace BulkCopy.Server.Dashboard.Assets;

/// <summary>Serves the dashboard's files. They say nothing of what is copied, so everybody may have them.</summary>
internal static class AssetEndpoints
{
    public static void MapAssets(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/assets/{version}/{name}", Serve).AllowAnonymous().ExcludeFromDescription();

    private static Results<FileContentHttpResult, NotFound> Serve(string version, string name, HttpContext context, AssetFiles files)
    {
        if (files.Find(name) is not { } file)
            return TypedResults.NotFound();
        var headers = context.Response.Headers;
        // While servers of two versions stand behind one address, a name may ask for what the other one has.
        headers.CacheControl = version == files.Version ? "public, max-age=31536000, immutable" : "no-cache";
        headers.Vary = "Accept-Encoding";
        var isText = !file.ContentType.StartsWith("font/", StringComparison.Ordinal);
        if (!isText || !context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
            return TypedResults.Bytes(file.Plain, file.ContentType);
        headers.ContentEncoding = "gzip";
        return TypedResults.Bytes(file.Compressed.Value, file.ContentType);
    }
}
