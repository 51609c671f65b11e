using BulkCopy.Server.Access;
using BulkCopy.Server.Api;
using BulkCopy.Server.Dashboard.Layout;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BulkCopy.Server.Dashboard.Reference;

/// <summary>The OpenAPI document as a page for people.</summary>
internal static class ReferencePages
{
    public static void MapReference(this IEndpointRouteBuilder pages) =>
        pages.MapGet("/reference", async (HttpContext context, ApiDocumentFile file) => Pages.Show<ReferencePage, ReferenceModel>(
            context,
            ReferenceModel.Of(await file.FindAsync(), $"{context.Request.Scheme}://{context.Request.Host}{context.Request.PathBase}")))
            .RequireAuthorization(nameof(Role.Viewer));
}
