namespace BulkCopy.Emulator.Signatures;

/// <summary>An access key known to the emulator; temporary when it has a session token.</summary>
internal sealed record EmulatorCredential
{
    public required string AccessKey { get; init; }

    public required string Secret { get; init; }

    public required string AccountName { get; init; }

    /// <summary>The token every request of this key must carry; null for a permanent key.</summary>
    public string? SessionToken { get; init; }

    /// <summary>When the session token ends; null for never.</summary>
    public DateTimeOffset? SessionExpiresAt { get; init; }
}
