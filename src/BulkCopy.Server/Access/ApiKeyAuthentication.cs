using System.Text.Encodings.Web;
using BulkCopy.Postgres.Queries;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace BulkCopy.Server.Access;

/// <summary>Knows programs by <c>Authorization: Bearer bc_…</c>.</summary>
internal sealed class ApiKeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> schemes, ILoggerFactory logs, UrlEncoder encoder, ApiKeyTable keys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(schemes, logs, encoder)
{
    private const string Bearer = "Bearer ";

    /// <summary>Whether the request carries a bearer token, ours or not.</summary>
    public static bool IsClaimedBy(HttpRequest request) =>
        request.Headers.Authorization.ToString().StartsWith(Bearer, StringComparison.OrdinalIgnoreCase);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var token = Request.Headers.Authorization.ToString()[Bearer.Length..].Trim();
        if (!token.StartsWith(AccessToken.ApiKeyPrefix, StringComparison.Ordinal) || token.Length != AccessToken.ApiKeyPrefix.Length + AccessToken.Length)
            return AuthenticateResult.Fail("The token is no API key of this server.");
        var key = await keys.FindLiveAsync(AccessToken.Hash(token), Context.RequestAborted);
        if (key is null || !Roles.TryParse(key.Role, out var role))
            return AuthenticateResult.Fail("The API key is unknown, expired or revoked.");
        var actor = new Actor(key.Name, Actor.ApiKey, role, key.Areas);
        return AuthenticateResult.Success(new AuthenticationTicket(actor.ToPrincipal(Scheme.Name), Scheme.Name));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = "Bearer error=\"invalid_token\"";
        return Task.CompletedTask;
    }
}
