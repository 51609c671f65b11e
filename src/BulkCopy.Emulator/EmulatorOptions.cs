using BulkCopy.Emulator.Faults;

namespace BulkCopy.Emulator;

/// <summary>How an emulator is started.</summary>
public sealed record EmulatorOptions
{
    /// <summary>Address and port to listen on; port 0 takes a free one. Default: 127.0.0.1:0.</summary>
    public string Listen { get; init; } = "127.0.0.1:0";

    /// <summary>The keys that may sign; at least one.</summary>
    public required IReadOnlyList<EmulatorAccount> Accounts { get; init; }

    /// <summary>Where objects are kept; null keeps them in memory.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>How many times faster than the vendors' a restore is ready and expires again. Default: 1.</summary>
    public double TimeAcceleration { get; init; } = 1;

    /// <summary>What control requests must carry in X-Emulator-Token; null turns the control endpoint off.</summary>
    public string? ControlToken { get; init; }

    /// <summary>Faults that are on from the start. Default: none.</summary>
    public IReadOnlyList<FaultRule> Faults { get; init; } = [];

    /// <summary>How many requests the log keeps; the oldest go first. Default: 65,536.</summary>
    public int LoggedRequests { get; init; } = 65_536;

    /// <summary>How many different (operation, bucket, key, part) the log counts one by one; 0 counts operations only. Default: 200,000.</summary>
    public int CountedKeys { get; init; } = 200_000;
}
