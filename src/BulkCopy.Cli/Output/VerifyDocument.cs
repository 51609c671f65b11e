using BulkCopy.Engine.Verification;

namespace BulkCopy.Cli.Output;

/// <summary>What a run that verifies found.</summary>
internal sealed record VerifyDocument
{
    public required RunDocument Run { get; init; }
    public required long Equal { get; init; }
    public required long Unprovable { get; init; }
    public required long Missing { get; init; }
    public required long Different { get; init; }
    public required long Extra { get; init; }
    public required long Gone { get; init; }
    public required long Failed { get; init; }

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
