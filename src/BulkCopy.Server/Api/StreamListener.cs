using BulkCopy.Engine.Segments;
using BulkCopy.Server.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace BulkCopy.Server.Api;

/// <summary>Asks again who listens to a stream: it lasts for as long as a run, and keys are revoked and accounts disabled meanwhile.</summary>
internal sealed class StreamListener(IServiceScopeFactory scopes, IAuthorizationService authorization)
{
    /// <summary>Whether the request, sent now, would be answered.</summary>
    public async Task<bool> MayStayAsync(HttpContext context)
    {
        // A scope of its own: handlers of the request's remember what they found at its beginning.
        await using var scope = scopes.CreateAsyncScope();
        try
        {
            var known = await scope.ServiceProvider.GetRequiredService<IAuthenticationService>().AuthenticateAsync(context, context.User.Identity!.AuthenticationType);
            return known.Succeeded && (await authorization.AuthorizeAsync(known.Principal, context, nameof(Role.Viewer))).Succeeded;
        }
        catch (Exception e) when (e is LedgerUnavailableException or OperationCanceledException)
        {
            // Asked again in a moment; without the database there is nothing to be told either.
            return !context.RequestAborted.IsCancellationRequested;
        }
    }
}
