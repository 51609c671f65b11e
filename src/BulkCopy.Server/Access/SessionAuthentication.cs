using System.Security.Claims;
using System.Text.Encodings.Web;
using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Options;
using BulkCopy.Server.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace BulkCopy.Server.Access;

/// <summary>
/// Knows people by a cookie that holds a random token. Every sign-in begins a session under a new token and ends the one that the request carried,
/// so that a token planted before is worth nothing.
/// </summary>
internal sealed class SessionAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> schemes, ILoggerFactory logs, UrlEncoder encoder, IOptions<ServerOptions> server, SessionTable sessions)
    : SignInAuthenticationHandler<AuthenticationSchemeOptions>(schemes, logs, encoder)
{
    public const string CookieName = "bulkcopy-session";

    private readonly AccessOptions access = server.Value.Access;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Token() is not { } token)
            return AuthenticateResult.NoResult();
        var session = await sessions.FindLiveAsync(AccessToken.Hash(token), access.SessionIdle, Context.RequestAborted);
        if (session is null || !Roles.TryParse(session.Role, out var role))
            return AuthenticateResult.Fail("The session is over.");
        var actor = new Actor(session.Name, Actor.Session, role, [], session.AccountId);
        return AuthenticateResult.Success(new AuthenticationTicket(actor.ToPrincipal(Scheme.Name), Scheme.Name));
    }

    protected override async Task HandleSignInAsync(ClaimsPrincipal user, AuthenticationProperties? properties)
    {
        var account = Actor.Of(user)?.AccountId ?? throw new InvalidOperationException("Only accounts have sessions.");
        await EndAsync();
        var token = AccessToken.New();
        await sessions.BeginAsync(AccessToken.Hash(token), account, access.SessionLifetime, Context.RequestAborted);
        Response.Cookies.Append(CookieName, token, Cookie(access.SessionLifetime));
    }

    protected override async Task HandleSignOutAsync(AuthenticationProperties? properties)
    {
        await EndAsync();
        Response.Cookies.Delete(CookieName, Cookie(null));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (!PageRequest.Is(Request))
        {
            Response.StatusCode = StatusCodes.Status401Unauthorized;
            Response.Headers.WWWAuthenticate = "Bearer";
            return Task.CompletedTask;
        }
        Response.Redirect($"{Request.PathBase}/sign-in?returnUrl={Uri.EscapeDataString(Request.PathBase + Request.Path + Request.QueryString)}");
        return Task.CompletedTask;
    }

    private string? Token() => Request.Cookies.TryGetValue(CookieName, out var token) && token.Length == AccessToken.Length ? token : null;

    private async Task EndAsync()
    {
        if (Token() is { } token)
            await sessions.EndAsync(AccessToken.Hash(token), Context.RequestAborted);
    }

    private CookieOptions Cookie(TimeSpan? lasts) => new()
    {
        HttpOnly = true,
        Secure = Request.IsHttps,
        SameSite = SameSiteMode.Lax,
        Path = Request.PathBase.HasValue ? Request.PathBase.Value : "/",
        MaxAge = lasts,
        IsEssential = true,
    };
}
