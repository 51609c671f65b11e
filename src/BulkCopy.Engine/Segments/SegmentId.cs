namespace BulkCopy.Engine.Segments;

/// <summary>Number of a segment, unique over all runs.</summary>
public readonly record struct SegmentId(long Value)
{
    /// <summary>Most entries of a segment.</summary>
    public const int MostEntries = 1 << EntryBits;

    private const int EntryBits = 10;

    /// <summary>The entry at this place of the segment: entry numbers carry the number of the segment they were listed in.</summary>
    public EntryId Entry(int ordinal) => new((Value << EntryBits) | (uint)ordinal);

    /// <summary>The segment that an entry was listed in.</summary>
    public static SegmentId Of(EntryId entry) => new(entry.Value >> EntryBits);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Number of a manifest entry, unique over all runs.</summary>
public readonly record struct EntryId(long Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
