using System.Globalization;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Tiering;

/// <summary>What a dialect's storage classes allow a policy to do.</summary>
internal static class TransitionRules
{
    /// <summary>What is known of a class; <c>null</c> for names that operators chose themselves, and for names that do not exist.</summary>
    public static StorageClassRule? Class(this Dialect dialect, string name) => dialect.StorageClasses.Find(name);

    /// <summary>The tier that a class is restored with: the policy's, or the only one there is.</summary>
    public static string TierOf(StorageClassRule? archived, RestorePolicy restore) =>
        archived is { RestoreTiers: [var only] } ? only.Name : restore.Tier.ToString();

    /// <summary>Why archived objects of the class cannot be restored as the policy says, as a sentence without its end.</summary>
    public static string? RestoreRefusal(StorageClassRule archived, RestorePolicy restore)
    {
        if (archived.RestoreTiers.All(tier => tier.Name != TierOf(archived, restore)))
            return $"{archived.Name} cannot be restored with tier {restore.Tier}; it offers {string.Join(", ", archived.RestoreTiers.Select(tier => tier.Name))}";
        return restore.Days > archived.MostRestoreDays
            ? string.Create(CultureInfo.InvariantCulture, $"restored copies of {archived.Name} are kept for at most {archived.MostRestoreDays} days, not {restore.Days}")
            : null;
    }
}
