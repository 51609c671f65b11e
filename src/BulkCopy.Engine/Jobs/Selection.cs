namespace BulkCopy.Engine.Jobs;

/// <summary>Which of the source's objects are copied. What is not said is not asked: an empty selection is everything. All conditions must hold.</summary>
public sealed record Selection
{
    /// <summary>First key, included, in the order of UTF-8 bytes.</summary>
    public string? FromKey { get; init; }
    /// <summary>First key that is no longer included.</summary>
    public string? ToKey { get; init; }
    /// <summary>Globs over whole keys: one must match. <c>*</c> stays within a segment between slashes, <c>**</c> does not.</summary>
    public IReadOnlyList<string> Include { get; init; } = [];
    /// <summary>Globs over whole keys: none may match.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];
    /// <summary>Regular expressions, searched for in keys: one must be found. Without lookaround and back references.</summary>
    public IReadOnlyList<string> IncludeRegex { get; init; } = [];
    /// <summary>Regular expressions, searched for in keys: none may be found.</summary>
    public IReadOnlyList<string> ExcludeRegex { get; init; } = [];
    /// <summary>Least size, bytes.</summary>
    public long? MinSizeBytes { get; init; }
    /// <summary>Largest size, bytes.</summary>
    public long? MaxSizeBytes { get; init; }
    /// <summary>Last modified at this moment or later.</summary>
    public DateTimeOffset? ModifiedAfter { get; init; }
    /// <summary>Last modified before this moment.</summary>
    public DateTimeOffset? ModifiedBefore { get; init; }
    /// <summary>At most so old when the run is made.</summary>
    public TimeSpan? NewerThan { get; init; }
    /// <summary>More than so old when the run is made.</summary>
    public TimeSpan? OlderThan { get; init; }
    /// <summary>Storage classes: one of them.</summary>
    public IReadOnlyList<string> StorageClasses { get; init; } = [];
    /// <summary>Storage classes: none of them.</summary>
    public IReadOnlyList<string> NotStorageClasses { get; init; } = [];
    /// <summary>Conditions on tags; each costs a request per object that the others let through.</summary>
    public IReadOnlyList<PropertyCondition> Tags { get; init; } = [];
    /// <summary>Conditions on user metadata; they cost a HEAD per object that the others let through.</summary>
    public IReadOnlyList<PropertyCondition> Metadata { get; init; } = [];
    /// <summary>Write an entry and a <c>Skipped</c> outcome for every object that is left out. Default: they are only counted, by reason.</summary>
    public bool RecordLeftOut { get; init; }

    /// <summary>Whether objects must be asked for what a listing does not tell.</summary>
    internal bool AsksObjects => Tags.Count > 0 || Metadata.Count > 0;
}

/// <summary>A condition on a tag or an item of metadata.</summary>
/// <param name="Name">Its name; of metadata without the provider's prefix, in any letter case.</param>
/// <param name="Value">Its value; <c>null</c>: any.</param>
/// <param name="Absent">Turns the condition round: objects that have it are left out.</param>
public sealed record PropertyCondition(string Name, string? Value = null, bool Absent = false)
{
    /// <inheritdoc/>
    public override string ToString() => Value is null ? Name : $"{Name}={Value}";
}
