using BulkCopy.Server.Access;
using BulkCopy.Server.Dashboard.Layout;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BulkCopy.Server.Dashboard.Overview;

/// <summary>The first page.</summary>
internal static class OverviewPages
{
    public static void MapOverview(this IEndpointRouteBuilder pages) =>
        pages.MapGet("/", async (HttpContext context, OverviewReader reader) =>
            Pages.Show<OverviewPage, OverviewModel>(context, await reader.ReadAsync(context.RequestAborted))).Needs(Role.Viewer, Areas.Runs);
}
