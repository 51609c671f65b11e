using System.Globalization;
using System.Security.Claims;

namespace BulkCopy.Server.Access;

/// <summary>Who sends a request.</summary>
/// <param name="Name">Name of the account or the API key.</param>
/// <param name="Kind">How they are known: session, api-key, proxy, open.</param>
/// <param name="Role">What they may do.</param>
/// <param name="Areas">Parts of the API they may use; empty for all.</param>
/// <param name="AccountId">Number of the account, if there is one.</param>
public sealed record Actor(string Name, string Kind, Role Role, IReadOnlyList<string> Areas, int? AccountId = null)
{
    internal const string Session = "session";
    internal const string ApiKey = "api-key";
    internal const string Proxy = "proxy";
    internal const string Open = "open";

    private const string KindClaim = "bulkcopy:kind";
    private const string AreaClaim = "bulkcopy:area";
    private const string AccountClaim = "bulkcopy:account";

    /// <summary>Whether browsers attach what proves this actor to requests that other sites make them send.</summary>
    internal bool IsAmbient => Kind != ApiKey;

    /// <summary>The actor of a principal; <c>null</c> for somebody who is not signed in.</summary>
    public static Actor? Of(ClaimsPrincipal user) =>
        user.Identity is { IsAuthenticated: true, Name: { } name } && user.FindFirstValue(KindClaim) is { } kind
            && Roles.TryParse(user.FindFirstValue(ClaimTypes.Role), out var role)
            ? new Actor(name, kind, role, [.. user.FindAll(AreaClaim).Select(claim => claim.Value)], AccountOf(user))
            : null;

    internal ClaimsPrincipal ToPrincipal(string scheme)
    {
        var claims = new List<Claim>
        {
            new(ClaimTypes.NameIdentifier, $"{Kind}:{Name}"), new(ClaimTypes.Name, Name), new(ClaimTypes.Role, Role.ToString()), new(KindClaim, Kind),
        };
        claims.AddRange(Areas.Select(area => new Claim(AreaClaim, area)));
        if (AccountId is { } account)
            claims.Add(new Claim(AccountClaim, account.ToString(CultureInfo.InvariantCulture)));
        return new ClaimsPrincipal(new ClaimsIdentity(claims, scheme));
    }

    private static int? AccountOf(ClaimsPrincipal user) =>
        int.TryParse(user.FindFirstValue(AccountClaim), NumberStyles.None, CultureInfo.InvariantCulture, out var account) ? account : null;
}
