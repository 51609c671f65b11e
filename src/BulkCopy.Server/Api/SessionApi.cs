using BulkCopy.Server.Access;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace BulkCopy.Server.Api;

/// <summary>Who sends requests.</summary>
internal static class SessionApi
{
    public static void MapSession(this IEndpointRouteBuilder api) =>
        api.MapGet("/session", Show).RequireAuthorization(nameof(Role.Viewer)).WithTags("session").WithName("getSession")
            .WithSummary("Who you are, what you may do, and the token that browsers send with changes.");

    private static Ok<SessionDocument> Show(HttpContext context, IAntiforgery antiforgery)
    {
        var actor = Actor.Of(context.User)!;
        var token = actor.IsAmbient ? antiforgery.GetAndStoreTokens(context).RequestToken : null;
        return TypedResults.Ok(new SessionDocument(actor.Name, actor.Kind, actor.Role, actor.Areas, token));
    }
}

/// <summary>Who sends requests.</summary>
internal sealed record SessionDocument(string Name, string Kind, Role Role, IReadOnlyList<string> Areas, string? CsrfToken);
