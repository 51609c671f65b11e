using BulkCopy.Engine.Jobs;

namespace BulkCopy.Engine.Manifests;

/// <summary>Compares tags and metadata with conditions.</summary>
public static class PropertyConditions
{
    /// <summary>Why an object with these properties is left out; <c>null</c> if it is not.</summary>
    /// <param name="kind">What they are: <c>tag</c> or <c>metadata</c>.</param>
    /// <param name="conditions">All must hold.</param>
    /// <param name="properties">The object's.</param>
    /// <param name="names">How names are compared.</param>
    public static Exclusion? Exclude(
        string kind, IReadOnlyList<PropertyCondition> conditions, IReadOnlyList<KeyValuePair<string, string>> properties, StringComparer names)
    {
        foreach (var condition in conditions)
        {
            var has = properties.Any(property => names.Equals(property.Key, condition.Name) && (condition.Value is null || condition.Value == property.Value));
            if (has == condition.Absent)
                return new(kind, condition.Absent ? $"excluded by --exclude-{kind} '{condition}'" : $"without what --{(kind == "tag" ? kind : "with-metadata")} '{condition}' asks for");
        }
        return null;
    }
}
