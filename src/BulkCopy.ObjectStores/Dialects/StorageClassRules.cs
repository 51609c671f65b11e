namespace BulkCopy.ObjectStores;

/// <summary>The storage classes of a dialect and the transitions between them, as data.</summary>
public sealed record StorageClassRules
{
    /// <summary>All classes. Empty where the dialect has none, or where operators name their own (Ceph).</summary>
    public required IReadOnlyList<StorageClassRule> Classes { get; init; }
    /// <summary>Whether names other than those of <see cref="Classes"/> are possible, about which nothing is known.</summary>
    public bool IsOpen { get; init; }

    /// <summary>The classes of a dialect.</summary>
    public static StorageClassRules Of(Dialect dialect) => dialect.StorageClasses;

    /// <summary>The class of that name; <c>null</c> if nothing is known of it.</summary>
    public StorageClassRule? Find(string name) => Classes.FirstOrDefault(c => c.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether objects of the class must be restored before they are copied.</summary>
    public bool IsArchive(string? name) => name is not null && Find(name)?.IsArchive == true;

    /// <summary>Why objects of one class cannot be copied into another, as a sentence; <c>null</c> if they can.</summary>
    public string? Refusal(string from, string to)
    {
        if (Find(to) is not { } target) return IsOpen ? null : $"there is no storage class '{to}' here";
        if (Find(from) is not { } source) return IsOpen ? null : $"there is no storage class '{from}' here";
        if ((source.IsMultiAz || target.IsMultiAz) && source.Name != target.Name)
            return source.IsMultiAz == target.IsMultiAz
                ? $"objects of the multi-AZ class {source.Name} can only be copied into {source.Name}"
                : $"{source.Name} and {target.Name} do not exist in the same bucket: one is multi-AZ, the other is not";
        return null;
    }
}
