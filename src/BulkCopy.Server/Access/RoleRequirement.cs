using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace BulkCopy.Server.Access;

/// <summary>Asks for a role, and of scoped API keys that they include the endpoint's area.</summary>
internal sealed class RoleRequirement(Role least) : IAuthorizationRequirement
{
    public Role Least { get; } = least;
}

/// <summary>Part of the API that an endpoint belongs to.</summary>
internal sealed record AreaMetadata(string Area);

/// <summary>Decides by role and area.</summary>
internal sealed class RoleRequirementHandler : AuthorizationHandler<RoleRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, RoleRequirement requirement)
    {
        if (Actor.Of(context.User) is { } actor && actor.Role >= requirement.Least && IsInArea(actor, context.Resource as HttpContext))
            context.Succeed(requirement);
        return Task.CompletedTask;
    }

    private static bool IsInArea(Actor actor, HttpContext? request) =>
        actor.Areas.Count == 0
        || (request?.GetEndpoint()?.Metadata.GetMetadata<AreaMetadata>() is { } metadata && actor.Areas.Contains(metadata.Area));
}
