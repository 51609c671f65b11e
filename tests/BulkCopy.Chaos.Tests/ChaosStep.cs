using BulkCopy.Emulator.Faults;
using BulkCopy.Emulator.Requests;

namespace BulkCopy.Chaos.Tests;

/// <summary>A request at which things go wrong.</summary>
/// <param name="Name">For the table.</param>
/// <param name="AtSource">Whether it goes to the source's bucket.</param>
/// <param name="Operation">What it asks for.</param>
internal sealed record ChaosStep(string Name, bool AtSource, params Operation[] Operation)
{
    /// <summary>What must go wrong before so that this step is taken at all: the answer to one such request is lost.</summary>
    public Operation[]? AfterLossOf { get; init; }

    /// <summary>Whether it goes to the bucket of the source's manifest instead.</summary>
    public bool AtManifest { get; init; }

    /// <summary>How many such requests come before the one that is meant.</summary>
    public int Before { get; init; }

    /// <summary>Whether the store may put an error into an answer of status 200 here.</summary>
    public bool MayHoldErrorInsideOk => Operation.Any(o => o is Emulator.Requests.Operation.CopyObject or Emulator.Requests.Operation.UploadPartCopy
        or Emulator.Requests.Operation.CompleteMultipartUpload);

    /// <summary>The rules that make a fault happen at this step of one cell.</summary>
    public IEnumerable<FaultRule> Rules(ChaosFault fault, ChaosPlace source, ChaosPlace destination, int skip)
    {
        if (AfterLossOf is { } lost)
            yield return new FaultRule { Kind = FaultKind.Reset, AfterEffect = true, Count = 1, Dialect = destination.Dialect, Bucket = destination.Bucket, Operations = lost };
        var place = AtManifest ? source.Lists : AtSource ? source : destination;
        yield return Rule(fault) with { Dialect = place.Dialect, Bucket = place.Bucket, Operations = Operation, Skip = Before + skip };
    }

    private static FaultRule Rule(ChaosFault fault) => fault switch
    {
        ChaosFault.KilledBeforeEffect => new FaultRule { Kind = FaultKind.Stall },
        ChaosFault.KilledAfterEffect => new FaultRule { Kind = FaultKind.Stall, AfterEffect = true },
        ChaosFault.DatabaseRestart or ChaosFault.ClockAhead or ChaosFault.ClockBack => new FaultRule { Kind = FaultKind.Latency, Delay = ChaosScene.Hold, Count = 1 },
        ChaosFault.Storm => new FaultRule { Kind = FaultKind.SlowDown, Count = 8 },
        ChaosFault.ResetBeforeEffect => new FaultRule { Kind = FaultKind.Reset, Count = 3 },
        ChaosFault.ResetAfterEffect => new FaultRule { Kind = FaultKind.Reset, AfterEffect = true, Count = 3 },
        ChaosFault.ErrorInsideOk => new FaultRule { Kind = FaultKind.ErrorInsideOk, Count = 3 },
        ChaosFault.ServerErrorAfterEffect => new FaultRule { Kind = FaultKind.InternalError, AfterEffect = true, Count = 3 },
        ChaosFault.StallBeforeEffect => new FaultRule { Kind = FaultKind.Stall, Count = 2 },
        ChaosFault.StallAfterEffect => new FaultRule { Kind = FaultKind.Stall, AfterEffect = true, Count = 2 },
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, null),
    };
}
