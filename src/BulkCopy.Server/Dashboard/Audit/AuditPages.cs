using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Access;
using BulkCopy.Server.Dashboard.Layout;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BulkCopy.Server.Dashboard.Audit;

/// <summary>Who did what.</summary>
internal static class AuditPages
{
    private const int PerPage = 100;

    public static void MapAuditPage(this IEndpointRouteBuilder pages) =>
        pages.MapGet("/audit", async (long? before, HttpContext context, AuditTable audit) =>
        {
            var rows = await audit.ListAsync(before, PerPage + 1, context.RequestAborted);
            return Pages.Show<AuditPage, AuditModel>(context, new AuditModel([.. rows.Take(PerPage)], before is not null, rows.Count > PerPage ? rows[PerPage - 1].Id : null));
        }).Needs(Role.Admin, Areas.Audit);
}

/// <summary>A page of the audit log.</summary>
public sealed record AuditModel(IReadOnlyList<AuditRecord> Records, bool IsLater, long? Next);
