namespace BulkCopy.Emulator.Storage;

/// <summary>A restore of an archived object: requested, readable from <see cref="ReadyAt"/> until <see cref="ExpiresAt"/>.</summary>
internal sealed record RestoredCopy(DateTimeOffset RequestedAt, DateTimeOffset ReadyAt, DateTimeOffset ExpiresAt, string Tier)
{
    public bool IsOngoing(DateTimeOffset now) => now < ReadyAt;

    public bool IsReadable(DateTimeOffset now) => now >= ReadyAt && now < ExpiresAt;
}
