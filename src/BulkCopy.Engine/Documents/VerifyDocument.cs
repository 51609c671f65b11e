using BulkCopy.Engine.Verification;

namespace BulkCopy.Engine.Documents;

/// <summary>What a run that verifies found.</summary>
public sealed record VerifyDocument
{
    /// <summary>The run.</summary>
    public required RunDocument Run { get; init; }
    /// <summary>Pairs that are proved equal.</summary>
    public required long Equal { get; init; }
    /// <summary>Pairs of equal size that nothing proves equal.</summary>
    public required long Unprovable { get; init; }
    /// <summary>Objects that the destination lacks.</summary>
    public required long Missing { get; init; }
    /// <summary>Pairs that differ.</summary>
    public required long Different { get; init; }
    /// <summary>Objects that only the destination has.</summary>
    public required long Extra { get; init; }
    /// <summary>Objects that vanished from the source meanwhile.</summary>
    public required long Gone { get; init; }
    /// <summary>Objects that could not be asked about.</summary>
    public required long Failed { get; init; }

    /// <summary>The document of a run and its findings.</summary>
    public static VerifyDocument Of(RunDocument run, IReadOnlyDictionary<VerifyFinding, long> counts) => new()
    {
        Run = run,
        Equal = counts[VerifyFinding.Equal],
        Unprovable = counts[VerifyFinding.Unprovable],
        Missing = counts[VerifyFinding.Missing],
        Different = counts[VerifyFinding.Different],
        Extra = counts[VerifyFinding.Extra],
        Gone = counts[VerifyFinding.Gone],
        Failed = counts[VerifyFinding.Failed],
    };
}
