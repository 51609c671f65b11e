namespace BulkCopy.Engine.Tiering;

/// <summary>Which objects belong into which storage class. Read from a document by <see cref="PolicyReader"/>.</summary>
public sealed record TieringPolicy
{
    /// <summary>A name for people.</summary>
    public required string Name { get; init; }
    /// <summary>What happens to transitions that cost more than they can save. Default: refused.</summary>
    public LossPolicy Losses { get; init; } = LossPolicy.Refuse;
    /// <summary>What happens, on a versioned bucket, to the version that a transition supersedes. Default: kept.</summary>
    public SupersededVersions SupersededVersions { get; init; } = SupersededVersions.Keep;
    /// <summary>How archived objects are restored; <c>null</c>: they are left where they are.</summary>
    public RestorePolicy? Restore { get; init; }
    /// <summary>The rules, in the order in which they are asked: highest priority first, then as written.</summary>
    public required IReadOnlyList<TieringRule> Rules { get; init; }

    /// <summary>The rule of that number.</summary>
    public TieringRule Rule(int number) => Rules.First(rule => rule.Number == number);
}

/// <summary>What happens to transitions that cost more than they can save: objects below the class's minimum size, objects that leave a class before its minimum duration.</summary>
public enum LossPolicy
{
    /// <summary>They are not made; each is an entry of the run with the reason.</summary>
    Refuse,
    /// <summary>They are made; the reason is written down with the transition.</summary>
    Report,
}

/// <summary>What happens, on a versioned bucket, to the version that a transition supersedes.</summary>
public enum SupersededVersions
{
    /// <summary>Kept, and paid for in its old class until a lifecycle rule or a person deletes it.</summary>
    Keep,
    /// <summary>Deleted by its version id after the transition was verified.</summary>
    Delete,
}
