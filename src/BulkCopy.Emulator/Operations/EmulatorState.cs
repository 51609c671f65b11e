using BulkCopy.Emulator.Requests;
using BulkCopy.Emulator.Storage;

namespace BulkCopy.Emulator.Operations;

/// <summary>What operations work on.</summary>
internal sealed record EmulatorState
{
    public required ObjectStorage Storage { get; init; }

    public required BodyReceiver Receiver { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>How many times faster than the vendors' a restore runs and expires.</summary>
    public required double RestoreAcceleration { get; init; }
}
