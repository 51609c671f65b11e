using BulkCopy.Server.Access;
using BulkCopy.Server.Dashboard.Layout;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BulkCopy.Server.Dashboard.Versions;

/// <summary>Versions at the source and at the destination, side by side.</summary>
internal static class VersionPages
{
    private const int LongestKey = 1024;

    public static void MapVersions(this IEndpointRouteBuilder pages) =>
        pages.MapGet("/versions", async (string? run, string? key, string? source, string? destination, HttpContext context, VersionReader reader) =>
        {
            var number = int.TryParse(run, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var parsed) ? parsed : (int?)null;
            var wanted = key is { Length: <= LongestKey } && !key.Contains('\0', StringComparison.Ordinal) ? key : null;
            return Pages.Show<VersionsPage, VersionModel>(context, await reader.ReadAsync(new VersionQuery(number, wanted, source, destination), context.RequestAborted));
        }).Needs(Role.Viewer, Areas.Runs);
}
