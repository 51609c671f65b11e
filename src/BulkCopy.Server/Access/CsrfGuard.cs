using BulkCopy.Server.Api;
using BulkCopy.Server.Web;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace BulkCopy.Server.Access;

/// <summary>
/// Refuses requests that change something and that another site may have made a browser send. They must carry the antiforgery token,
/// in the form or in <see cref="HeaderName"/>; API keys, which browsers do not attach by themselves, need none.
/// </summary>
internal sealed class CsrfGuard(RequestDelegate next, IAntiforgery antiforgery)
{
    public const string HeaderName = "X-CSRF-Token";
    public const string CookieName = "bulkcopy-csrf";

    public async Task InvokeAsync(HttpContext context)
    {
        if (!IsConcerned(context) || (!ComesFromElsewhere(context.Request) && await IsProvenAsync(context)))
        {
            await next(context);
            return;
        }
        await ApiProblem.Of(
            StatusCodes.Status400BadRequest, "The request does not prove that it comes from this site.",
            PageRequest.Is(context.Request)
                ? "Open the page again and send its form once more: the one that was sent is too old, or of another session."
                : $"Send the token from GET /api/v1/session in the header {HeaderName}, together with its cookie, or use an API key.").ExecuteAsync(context);
    }

    private async Task<bool> IsProvenAsync(HttpContext context)
    {
        try
        {
            return await antiforgery.IsRequestValidAsync(context);
        }
        catch (AntiforgeryValidationException unread) when (unread.InnerException is BadHttpRequestException bad)
        {
            throw bad;
        }
        catch (AntiforgeryValidationException)
        {
            // The form cannot be read, so nothing in it proves anything.
            return false;
        }
    }

    private static bool IsConcerned(HttpContext context)
    {
        var method = context.Request.Method;
        if (HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method) || context.GetEndpoint() is not { } endpoint)
            return false;
        // Forms of people who are not signed in yet are concerned as well: a sign-in can be forged too.
        return Actor.Of(context.User) is { } actor
            ? actor.IsAmbient && !IsProgramOnThisMachine(actor, context.Request)
            : endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;
    }

    // Browsers name themselves by these headers whenever they post; a program on an open server has no token to send.
    private static bool IsProgramOnThisMachine(Actor actor, HttpRequest request) =>
        actor.Kind == Actor.Open && request.Headers.Origin.Count == 0 && !request.Headers.ContainsKey("Sec-Fetch-Site") && request.HasJsonContentType();

    private static bool ComesFromElsewhere(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site && site is not ("same-origin" or "none");
}
