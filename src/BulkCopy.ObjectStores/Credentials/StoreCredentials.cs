namespace BulkCopy.ObjectStores.Credentials;

/// <summary>An access key, permanent or temporary. Nothing here prints a secret.</summary>
public sealed class StoreCredentials
{
    /// <summary>Creates credentials.</summary>
    /// <param name="accessKeyId">The access key id (COS: SecretId).</param>
    /// <param name="secretAccessKey">The secret access key (COS: SecretKey).</param>
    /// <param name="sessionToken">The session token of temporary credentials, or null.</param>
    /// <param name="expiresAt">When temporary credentials stop working, or null when that is not known or never.</param>
    /// <exception cref="ArgumentException">A value is empty.</exception>
    public StoreCredentials(
        string accessKeyId, string secretAccessKey, string? sessionToken = null, DateTimeOffset? expiresAt = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(accessKeyId);
        ArgumentException.ThrowIfNullOrWhiteSpace(secretAccessKey);
        AccessKeyId = accessKeyId;
        SecretAccessKey = secretAccessKey;
        SessionToken = string.IsNullOrEmpty(sessionToken) ? null : sessionToken;
        ExpiresAt = expiresAt;
    }

    /// <summary>The access key id (COS: SecretId). Public by nature: it travels with every request.</summary>
    public string AccessKeyId { get; }

    /// <summary>The secret access key (COS: SecretKey).</summary>
    public string SecretAccessKey { get; }

    /// <summary>The session token of temporary credentials, or null.</summary>
    public string? SessionToken { get; }

    /// <summary>When temporary credentials stop working, or null when that is not known or never.</summary>
    public DateTimeOffset? ExpiresAt { get; }

    /// <summary>True when the credentials are known not to work any more at that time.</summary>
    public bool HasExpired(DateTimeOffset now) => ExpiresAt <= now;

    /// <summary>The first four characters of the access key id; never a secret.</summary>
    public override string ToString() => AccessKeyId.Length <= 4 ? "****" : $"{AccessKeyId[..4]}****";
}
