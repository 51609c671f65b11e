namespace BulkCopy.Engine.Jobs;

/// <summary>Which of the selected objects are copied, given what the destination has.</summary>
public enum ComparePolicy
{
    /// <summary>All of them; the destination is not looked at.</summary>
    All,
    /// <summary>Those that the destination does not have.</summary>
    Missing,
    /// <summary>Those that it does not have, or has differently.</summary>
    Different,
    /// <summary>Those that it does not have, or has in a state from before the source was last modified.</summary>
    Newer,
    /// <summary>As <see cref="Different"/>; and what the source does not have is deleted at the destination, after confirmation.</summary>
    Mirror,
}
