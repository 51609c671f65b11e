using System.ComponentModel.DataAnnotations;

namespace BulkCopy.Server.Options;

/// <summary>A provider of sign-ins by OAuth 2 or OpenID Connect. Section <c>Server:Access:OAuth</c>.</summary>
public sealed class OAuthSignInOptions
{
    /// <summary>What the button says. Default <c>single sign-on</c>.</summary>
    [Required]
    public string Title { get; set; } = "single sign-on";

    /// <summary>This server's id at the provider.</summary>
    [Required]
    public string ClientId { get; set; } = "";

    /// <summary>Where its secret lies: <c>env:NAME</c> or <c>file:PATH</c>.</summary>
    [Required]
    public string ClientSecretFrom { get; set; } = "";

    /// <summary>Where the browser is sent.</summary>
    [Required, Url]
    public string AuthorizationEndpoint { get; set; } = "";

    /// <summary>Where codes are exchanged.</summary>
    [Required, Url]
    public string TokenEndpoint { get; set; } = "";

    /// <summary>Where the person's claims are read, as JSON.</summary>
    [Required, Url]
    public string UserInformationEndpoint { get; set; } = "";

    /// <summary>What is asked for. Default: openid, profile, groups.</summary>
    public IList<string> Scopes { get; set; } = [];

    /// <summary>Claim that names the person for ever. Default <c>sub</c>.</summary>
    [Required]
    public string NameClaim { get; set; } = "sub";

    /// <summary>Claim that lists the groups. Default <c>groups</c>.</summary>
    [Required]
    public string GroupsClaim { get; set; } = "groups";
}
