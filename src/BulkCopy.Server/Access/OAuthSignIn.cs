using System.Net.Http.Headers;
using System.Text.Json;
using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Options;
using BulkCopy.Server.Secrets;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace BulkCopy.Server.Access;

/// <summary>Sign-in at a provider by OAuth 2 with PKCE; who comes back with a group that has a role gets a session here.</summary>
internal static class OAuthSignIn
{
    private const string Origin = "oauth";
    private const int LongestName = 200;

    public static void Configure(OAuthOptions scheme, OAuthSignInOptions options)
    {
        scheme.SignInScheme = AccessSchemes.Session;
        scheme.ClientId = options.ClientId;
        scheme.ClientSecret = SecretReference.Parse(options.ClientSecretFrom)!.Resolve();
        scheme.AuthorizationEndpoint = options.AuthorizationEndpoint;
        scheme.TokenEndpoint = options.TokenEndpoint;
        scheme.UserInformationEndpoint = options.UserInformationEndpoint;
        scheme.CallbackPath = "/sign-in/callback";
        scheme.UsePkce = true;
        scheme.SaveTokens = false;
        scheme.CorrelationCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        scheme.CorrelationCookie.SameSite = SameSiteMode.Lax;
        foreach (var scope in options.Scopes.Count > 0 ? options.Scopes : ["openid", "profile", "groups"])
            scheme.Scope.Add(scope);
        scheme.Events.OnCreatingTicket = context => CreateAsync(context, options);
        scheme.Events.OnRemoteFailure = async context =>
        {
            await context.HttpContext.RequestServices.GetRequiredService<AuditTrail>()
                .AppendAsync(context.HttpContext, "sign-in", StatusCodes.Status401Unauthorized, "The provider's answer was refused.");
            context.Response.Redirect($"{context.Request.PathBase}/sign-in?failed=1");
            context.HandleResponse();
        };
    }

    private static async Task CreateAsync(OAuthCreatingTicketContext context, OAuthSignInOptions options)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, context.Options.UserInformationEndpoint);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", context.AccessToken);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        using var response = await context.Backchannel.SendAsync(request, context.HttpContext.RequestAborted);
        response.EnsureSuccessStatusCode();
        await using var body = await response.Content.ReadAsStreamAsync(context.HttpContext.RequestAborted);
        using var claims = await JsonDocument.ParseAsync(body, default, context.HttpContext.RequestAborted);

        var services = context.HttpContext.RequestServices;
        var groupRoles = services.GetRequiredService<IOptions<ServerOptions>>().Value.Access.GroupRoles;
        var name = Texts(claims.RootElement, options.NameClaim).FirstOrDefault();
        if (name is not { Length: > 0 and <= LongestName } || name.Any(char.IsControl)
            || Roles.OfGroups(Texts(claims.RootElement, options.GroupsClaim), groupRoles) is not { } role)
            throw new AuthenticationFailureException("The provider names nobody who has a role here.");
        var account = await services.GetRequiredService<AccountTable>()
            .RecordForeignAsync(Origin, name.ToLowerInvariant(), role.ToString(), context.HttpContext.RequestAborted);
        if (account.DisabledAt is not null)
            throw new AuthenticationFailureException("An administrator here has disabled the account.");
        context.Principal = new Actor(account.Name, Actor.Session, role, [], account.Id).ToPrincipal(AccessSchemes.Session);
        context.HttpContext.User = context.Principal;
        await services.GetRequiredService<AuditTrail>().AppendAsync(context.HttpContext, "sign-in", StatusCodes.Status200OK, "By the provider.");
    }

    private static IEnumerable<string> Texts(JsonElement claims, string name) =>
        !claims.TryGetProperty(name, out var value) ? [] : value.ValueKind switch
        {
            JsonValueKind.String => [value.GetString()!],
            JsonValueKind.Number => [value.GetRawText()],
            JsonValueKind.Array => value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!),
            _ => [],
        };
}
