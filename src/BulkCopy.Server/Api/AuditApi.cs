using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace BulkCopy.Server.Api;

/// <summary>Who did what.</summary>
internal static class AuditApi
{
    public static void MapAudit(this IEndpointRouteBuilder api) =>
        api.MapGet("/audit", ListAsync).Needs(Role.Admin, Areas.Audit).WithTags("audit").WithName("listAudit")
            .WithSummary("Who did what, newest first, and what they were refused.");

    private static async Task<Results<Ok<Page<AuditRecord>>, ValidationProblem>> ListAsync(
        [AsParameters] PageQuery query, AuditTable audit, CancellationToken cancellationToken)
    {
        if (query.Read(out var limit, out var cursor) is { } problem)
            return problem;
        return TypedResults.Ok(PageQuery.Of(await audit.ListAsync(cursor, limit + 1, cancellationToken), limit, row => row, row => row.Id));
    }
}
