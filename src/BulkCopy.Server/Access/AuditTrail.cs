using BulkCopy.Postgres.Queries;
using Microsoft.AspNetCore.Http;

namespace BulkCopy.Server.Access;

/// <summary>Writes down who did what.</summary>
internal sealed class AuditTrail(AuditTable table)
{
    /// <summary>Appends what a request did. Not cancelled with the request: what was done is written down.</summary>
    public Task AppendAsync(HttpContext context, string action, int status, string? detail = null, string? actorName = null)
    {
        var actor = Actor.Of(context.User);
        return table.AppendAsync(
            new AuditRecord
            {
                RequestId = context.TraceIdentifier,
                Actor = actorName ?? actor?.Name ?? "anonymous",
                ActorKind = actor?.Kind ?? "anonymous",
                Role = actor?.Role.ToString(),
                Action = action,
                Target = context.Request.Path.Value,
                Status = status,
                Detail = detail,
                RemoteAddress = context.Connection.RemoteIpAddress?.ToString(),
            },
            CancellationToken.None);
    }
}
