using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Api;
using BulkCopy.Server.Options;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace BulkCopy.Server.Access;

/// <summary>Puts together who may come in and how.</summary>
internal static class AccessSetup
{
    /// <summary>Name of the limit on attempts to sign in.</summary>
    public const string SignInLimit = "sign-in";

    public static void AddAccess(this IServiceCollection services, AccessOptions options)
    {
        services.AddSingleton<AccountTable>().AddSingleton<SessionTable>().AddSingleton<ApiKeyTable>().AddSingleton<SignInLinkTable>()
            .AddSingleton<AuditTable>().AddSingleton<ProtectionKeyTable>();
        services.AddSingleton<PasswordBook>().AddSingleton<AuditTrail>().AddSingleton<SignIns>();
        services.AddHostedService<FirstLink>();
        AddSchemes(services, options);
        services.AddSingleton<IAuthorizationHandler, RoleRequirementHandler>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, AuditedRefusals>();
        services.AddAuthorization(authorization =>
        {
            foreach (var role in Enum.GetValues<Role>())
                authorization.AddPolicy(role.ToString(), Policy(role));
            // What says nothing of itself is for those who are signed in.
            authorization.FallbackPolicy = Policy(Role.Viewer);
        });
        AddTokens(services);
        services.AddRateLimiter(limiter => AddSignInLimit(limiter, options));
    }

    private static AuthorizationPolicy Policy(Role role) => new AuthorizationPolicyBuilder().AddRequirements(new RoleRequirement(role)).Build();

    private static void AddSchemes(IServiceCollection services, AccessOptions options)
    {
        var authentication = services.AddAuthentication(AccessSchemes.Any)
            .AddPolicyScheme(AccessSchemes.Any, null, scheme => scheme.ForwardDefaultSelector = context => Choose(context, options.Mode))
            .AddScheme<AuthenticationSchemeOptions, SessionAuthentication>(AccessSchemes.Session, null)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(AccessSchemes.ApiKey, null)
            .AddScheme<AuthenticationSchemeOptions, ProxyAuthentication>(AccessSchemes.Proxy, null)
            .AddScheme<AuthenticationSchemeOptions, OpenAuthentication>(AccessSchemes.Open, null);
        if (options is { Mode: AccessMode.Local, OAuth: { } oauth })
            authentication.AddOAuth(AccessSchemes.OAuth, scheme => OAuthSignIn.Configure(scheme, oauth));
    }

    private static string Choose(HttpContext context, AccessMode mode) =>
        ApiKeyAuthentication.IsClaimedBy(context.Request) ? AccessSchemes.ApiKey : mode switch
        {
            AccessMode.Proxy => AccessSchemes.Proxy,
            AccessMode.Open => AccessSchemes.Open,
            _ => AccessSchemes.Session,
        };

    private static void AddTokens(IServiceCollection services)
    {
        services.AddAntiforgery(antiforgery =>
        {
            antiforgery.HeaderName = CsrfGuard.HeaderName;
            antiforgery.Cookie.Name = CsrfGuard.CookieName;
            antiforgery.Cookie.SameSite = SameSiteMode.Strict;
            antiforgery.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            antiforgery.SuppressXFrameOptionsHeader = true;
        });
        services.AddDataProtection().SetApplicationName("bulkcopy");
        services.AddSingleton<ProtectionKeyRepository>();
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>, ProtectionKeySetup>();
    }

    // Whoever has an IPv6 address has all of its /64.
    internal static string Neighbourhood(IPAddress? address) => address switch
    {
        null => "",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } => new IPAddress([.. address.GetAddressBytes().AsSpan(0, 8), .. new byte[8]]).ToString(),
        _ => address.ToString(),
    };

    private static void AddSignInLimit(RateLimiterOptions limiter, AccessOptions options)
    {
        limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limiter.AddPolicy(SignInLimit, context => RateLimitPartition.GetFixedWindowLimiter(
            Neighbourhood(context.Connection.RemoteIpAddress),
            _ => new FixedWindowRateLimiterOptions { PermitLimit = options.SignInsPerMinute, Window = TimeSpan.FromMinutes(1), QueueLimit = 0 }));
        limiter.OnRejected = async (rejected, _) =>
        {
            rejected.HttpContext.Response.Headers.RetryAfter = "60";
            await ApiProblem.Of(
                StatusCodes.Status429TooManyRequests, "There were too many attempts to sign in from this address.", "Wait a minute and try again.")
                .ExecuteAsync(rejected.HttpContext);
        };
    }
}
