namespace BulkCopy.Engine.Tiering;

/// <summary>What a policy says about one object.</summary>
public sealed record TieringDecision
{
    /// <summary>The rule that decided.</summary>
    public required TieringRule Rule { get; init; }
    /// <summary>The class that the object is in.</summary>
    public required string FromClass { get; init; }
    /// <summary>Whether the object is to be moved.</summary>
    public required bool Moves { get; init; }
    /// <summary>Whether it must be restored first.</summary>
    public bool Restores { get; init; }
    /// <summary>Why it is not moved, or what is lost by moving it: one of <see cref="TieringReasons"/>.</summary>
    public string? Code { get; init; }
    /// <summary>The same as a sentence.</summary>
    public string? Reason { get; init; }
}
