namespace BulkCopy.Emulator;

/// <summary>An access key and the account it belongs to. Several keys may share an account.</summary>
public sealed record EmulatorAccount
{
    /// <summary>SecretId, AccessKeyId or access key, whatever the dialect calls it.</summary>
    public required string AccessKey { get; init; }

    /// <summary>The secret that signs.</summary>
    public required string Secret { get; init; }

    /// <summary>Owner id and display name of what the account writes; default: "owner".</summary>
    public string Name { get; init; } = "owner";

    /// <summary>The token every request of a temporary key must carry; null for a permanent key.</summary>
    public string? SessionToken { get; init; }

    /// <summary>When the session token ends; null for never.</summary>
    public DateTimeOffset? SessionExpiresAt { get; init; }

    /// <summary>Reads KEY:SECRET or KEY:SECRET:NAME.</summary>
    /// <exception cref="FormatException">The text has another shape.</exception>
    public static EmulatorAccount Parse(string text)
    {
        var parts = text.Split(':');
        if (parts.Length is < 2 or > 3 || parts.Any(part => part.Length == 0))
            throw new FormatException($"'{text}' is no account: write KEY:SECRET or KEY:SECRET:NAME.");
        var account = new EmulatorAccount { AccessKey = parts[0], Secret = parts[1] };
        return parts.Length == 3 ? account with { Name = parts[2] } : account;
    }
}
