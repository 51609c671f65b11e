using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Tiering;

/// <summary>What a dialect's storage classes allow a policy to do.</summary>
internal static class TransitionRules
{
    /// <summary>Why objects of one class cannot be copied into another, as part of a sentence; <c>null</c> if they can, restored where that is needed.</summary>
    public static string? Refusal(Dialect dialect, string from, string to)
    {
        if (dialect.TransitionRefusal(from, to) is { } refusal) return refusal;
        var (source, target) = (dialect.FindStorageClass(from), dialect.FindStorageClass(to));
        if (source is null && !dialect.HasConfiguredStorageClasses) return $"{dialect.Name} has no storage class {from}";
        // Classes that copies may not leave live in buckets of their own, so nothing can be copied onto itself into them either.
        return target?.CopiesOnlyTo is not null && source?.CopiesOnlyTo is null ? $"{to} exists in multi-AZ buckets only, where there is no {from}" : null;
    }

    /// <summary>Whether objects of the class must be restored before they are copied.</summary>
    public static bool IsArchived(Dialect dialect, string? storageClass) => storageClass is not null && dialect.FindStorageClass(storageClass)?.IsArchived == true;

    /// <summary>Why archived objects of the class cannot be restored as the policy says, as a sentence.</summary>
    public static string? RestoreRefusal(StorageClass archived, RestorePolicy restore)
    {
        if (archived.RestoreTiers.Count > 0 && !archived.RestoreTiers.Contains(restore.Tier))
            return $"{archived.Name} cannot be restored with tier {restore.Tier}; it offers {string.Join(", ", archived.RestoreTiers)}";
        return restore.Days > archived.MaxRestoreDays
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"restored copies of {archived.Name} are kept for at most {archived.MaxRestoreDays} days, not {restore.Days}")
            : null;
    }
}
