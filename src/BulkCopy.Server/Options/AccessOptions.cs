using System.ComponentModel.DataAnnotations;

namespace BulkCopy.Server.Options;

/// <summary>Sign-in. Section <c>Server:Access</c>.</summary>
public sealed class AccessOptions
{
    /// <summary>How people are known. Default <see cref="AccessMode.Local"/>.</summary>
    [EnumDataType(typeof(AccessMode))]
    public AccessMode Mode { get; set; } = AccessMode.Local;

    /// <summary>A session ends after this time at the latest. Default 12 hours.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromHours(12);

    /// <summary>A session ends when it was not used for so long. Default 2 hours.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan SessionIdle { get; set; } = TimeSpan.FromHours(2);

    /// <summary>So many wrong passwords lock an account. Default 5.</summary>
    [Range(1, 100)]
    public int WrongPasswords { get; set; } = 5;

    /// <summary>How long it stays locked. Default 15 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan LockFor { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Attempts to sign in per minute and address. Default 10.</summary>
    [Range(1, 10_000)]
    public int SignInsPerMinute { get; set; } = 10;

    /// <summary>A one-time link for the first administrator works so long. Default 24 hours.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "7.00:00:00")]
    public TimeSpan LinkLifetime { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Header in which the proxy names the person. Default <c>X-Forwarded-User</c>.</summary>
    [Required]
    public string ProxyUserHeader { get; set; } = "X-Forwarded-User";

    /// <summary>Header in which the proxy lists the person's groups, separated by commas. Default <c>X-Forwarded-Groups</c>.</summary>
    [Required]
    public string ProxyGroupsHeader { get; set; } = "X-Forwarded-Groups";

    /// <summary>Group of a proxy or provider → role. Who is in no such group may not come in.</summary>
    public IDictionary<string, string> GroupRoles { get; set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>A provider of sign-ins by OAuth 2; <c>null</c> for none.</summary>
    public OAuthSignInOptions? OAuth { get; set; }
}
