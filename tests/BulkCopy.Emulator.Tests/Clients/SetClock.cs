namespace BulkCopy.Emulator.Tests.Clients;

/// <summary>A clock that runs ahead of the system's by what a test adds.</summary>
public sealed class SetClock : TimeProvider
{
    private TimeSpan ahead;

    public void Advance(TimeSpan by) => ahead += by;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + ahead;
}
