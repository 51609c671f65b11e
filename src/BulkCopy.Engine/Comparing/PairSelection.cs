using BulkCopy.Engine.Jobs;

namespace BulkCopy.Engine.Comparing;

/// <summary>What a run does about a pair.</summary>
public enum PairAction
{
    /// <summary>Copy the source's object.</summary>
    Copy,
    /// <summary>Leave the source's object: the destination has it.</summary>
    Leave,
    /// <summary>Delete the destination's object: the source does not have it.</summary>
    Delete,
    /// <summary>Only the destination has it, which does not concern the run.</summary>
    Ignore,
}

/// <summary>What is done about a pair, and why it is left, in one word.</summary>
/// <param name="Action">What is done.</param>
/// <param name="Reason">Of objects that are left: <c>Present</c>, <c>Unchanged</c> (equal ETags), <c>UnchangedBySizeAndTime</c> (the ETags could not be compared),
/// <c>UnchangedBySize</c>, <c>NotNewer</c>.</param>
public readonly record struct PairChoice(PairAction Action, string? Reason = null);

/// <summary>Decides what a job's policy does about pairs.</summary>
public sealed class PairSelection(ComparePolicy policy, ObjectComparer comparer)
{
    private static readonly PairChoice Copy = new(PairAction.Copy);

    /// <summary>What is done about a pair.</summary>
    public PairChoice Choose(in ComparedPair pair)
    {
        if (pair.Source is null) return new(policy == ComparePolicy.Mirror ? PairAction.Delete : PairAction.Ignore);
        if (pair.Destination is null || policy == ComparePolicy.All) return Copy;
        return policy switch
        {
            ComparePolicy.Missing => new(PairAction.Leave, "Present"),
            ComparePolicy.Newer => pair.Source.LastModified > pair.Destination.LastModified ? Copy : new(PairAction.Leave, "NotNewer"),
            _ => comparer.Compare(pair) is { Likeness: Likeness.Equal, Basis: var basis } ? new(PairAction.Leave, Unchanged(basis)) : Copy,
        };
    }

    private static string Unchanged(Basis basis) => basis switch
    {
        Basis.ETag => "Unchanged",
        Basis.Size => "UnchangedBySize",
        _ => "UnchangedBySizeAndTime",
    };
}
