using System.Text.Encodings.Web;
using BulkCopy.Server.Options;
using BulkCopy.Server.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace BulkCopy.Server.Access;

/// <summary>Knows people by what a trusted proxy says in headers. Whoever else sends these headers is refused.</summary>
internal sealed class ProxyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> schemes, ILoggerFactory logs, UrlEncoder encoder, IOptions<ServerOptions> server, TrustedProxies proxies)
    : AuthenticationHandler<AuthenticationSchemeOptions>(schemes, logs, encoder)
{
    private const int LongestName = 200;
    private readonly AccessOptions access = server.Value.Access;

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(Authenticate());

    private AuthenticateResult Authenticate()
    {
        var names = Request.Headers[access.ProxyUserHeader];
        if (names.Count == 0)
            return AuthenticateResult.NoResult();
        if (!proxies.IsTrusted(PeerAddress.Of(Context)))
            return AuthenticateResult.Fail($"{access.ProxyUserHeader} came from an address that is no trusted proxy.");
        if (names.Count > 1 || names[0] is not { Length: > 0 and <= LongestName } name || name.Any(char.IsControl))
            return AuthenticateResult.Fail($"{access.ProxyUserHeader} does not name one person.");
        var groups = Request.Headers[access.ProxyGroupsHeader].SelectMany(line => (line ?? "").Split(',', StringSplitOptions.TrimEntries));
        return Roles.OfGroups(groups, access.GroupRoles) is { } role
            ? AuthenticateResult.Success(new AuthenticationTicket(new Actor(name, Actor.Proxy, role, []).ToPrincipal(Scheme.Name), Scheme.Name))
            : AuthenticateResult.Fail("None of the person's groups has a role here.");
    }
}
