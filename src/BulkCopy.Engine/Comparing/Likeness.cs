namespace BulkCopy.Engine.Comparing;

/// <summary>How the two objects of a pair compare.</summary>
public enum Likeness
{
    /// <summary>Only the source has it.</summary>
    Missing,
    /// <summary>Only the destination has it.</summary>
    Extra,
    /// <summary>Both have it, and they are not the same.</summary>
    Different,
    /// <summary>Both have the same, as far as was compared: see <see cref="Verdict.Basis"/>.</summary>
    Equal,
}

/// <summary>What a verdict rests on.</summary>
public enum Basis
{
    /// <summary>One of the two does not exist.</summary>
    Presence,
    /// <summary>Their sizes.</summary>
    Size,
    /// <summary>Their ETags, as digests of the content.</summary>
    ETag,
    /// <summary>Equal sizes, and which of them was written later: their ETags cannot be compared. Proves nothing about the content.</summary>
    SizeAndTime,
}

/// <summary>How two objects compare, and by what.</summary>
public readonly record struct Verdict(Likeness Likeness, Basis Basis);
