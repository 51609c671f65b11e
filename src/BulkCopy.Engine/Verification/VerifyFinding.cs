using BulkCopy.Engine.Segments;

namespace BulkCopy.Engine.Verification;

/// <summary>What a run that verifies found about a key.</summary>
public enum VerifyFinding
{
    /// <summary>Proved equal.</summary>
    Equal,
    /// <summary>Equal as far as could be compared, which was no more than the size.</summary>
    Unprovable,
    /// <summary>The destination does not have it.</summary>
    Missing,
    /// <summary>Both have it, and they differ.</summary>
    Different,
    /// <summary>Only the destination has it.</summary>
    Extra,
    /// <summary>Both lost it while they were compared.</summary>
    Gone,
    /// <summary>It could not be asked about.</summary>
    Failed,
}

/// <summary>Findings as outcomes of a run: what differs has failed, by a code of the same name; what is equal was present.</summary>
public static class VerifyFindings
{
    /// <summary>The finding that a final outcome stands for.</summary>
    public static VerifyFinding Of(Outcome outcome) => outcome switch
    {
        { Result: OutcomeResult.AlreadyPresent, Proof: Proof.SizeOnly } => VerifyFinding.Unprovable,
        { Result: OutcomeResult.AlreadyPresent } => VerifyFinding.Equal,
        { Code: nameof(VerifyFinding.Missing) } => VerifyFinding.Missing,
        { Code: nameof(VerifyFinding.Different) } => VerifyFinding.Different,
        { Code: nameof(VerifyFinding.Extra) } => VerifyFinding.Extra,
        { Result: OutcomeResult.Skipped } => VerifyFinding.Gone,
        _ => VerifyFinding.Failed,
    };
}
