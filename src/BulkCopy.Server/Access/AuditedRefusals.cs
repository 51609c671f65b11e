using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;

namespace BulkCopy.Server.Access;

/// <summary>Writes down what somebody who is known tried and may not do.</summary>
internal sealed class AuditedRefusals(AuditTrail trail) : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler standard = new();

    public async Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Forbidden && context.GetEndpoint()?.Metadata.GetMetadata<AuditedAction>() is { } audited)
            await trail.AppendAsync(context, audited.Action, StatusCodes.Status403Forbidden);
        await standard.HandleAsync(next, context, policy, authorizeResult);
    }
}
