using BulkCopy.Engine.Jobs;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Copying;

/// <summary>What a destination cannot hold, known before anything is copied.</summary>
public static class CarryRules
{
    /// <summary>Canned ACLs that mean the same in every dialect.</summary>
    private static readonly string[] common = ["private", "public-read", "public-read-write"];

    /// <summary>Why a job's options cannot be carried out between two dialects, by field; none if they can.</summary>
    public static IReadOnlyList<JobProblem> Check(JobSpec spec, Dialect source, Dialect destination)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(destination);
        var copy = spec.Copy;
        var problems = new List<JobProblem>();
        foreach (var name in copy.StorageClassMap.Values.Append(copy.StorageClass).OfType<string>().Distinct())
            if (destination.StorageClasses is { IsOpen: false } classes && classes.Find(name) is null)
                problems.Add(new(name == copy.StorageClass ? "copy.storageClass" : "copy.storageClassMap", $"{destination.Name} has no storage class '{name}'; it has {List(classes.Classes.Select(c => c.Name))}."));
        foreach (var name in copy.StorageClassMap.Keys)
            if (source.StorageClasses is { IsOpen: false } classes && classes.Find(name) is null)
                problems.Add(new("copy.storageClassMap", $"{source.Name} has no storage class '{name}' that objects could be mapped from; it has {List(classes.Classes.Select(c => c.Name))}."));
        if (copy.Metadata.Mode != MetadataMode.Keep && destination.Refusal(copy.Metadata.Set) is { } headers)
            problems.Add(new("copy.metadata", $"The job's metadata cannot be stored: {headers}."));
        if (copy.Tags == TagPolicy.Required && source.HasTags && !destination.HasTags)
            problems.Add(new("copy.tags", $"{destination.Name} has no tags, and the job requires them: carry them as best effort, or drop them."));
        if (copy.Acl == AclPolicy.Canned && !destination.CannedAcls.Contains(copy.CannedAcl))
            problems.Add(new("copy.cannedAcl", $"{destination.Name} has no canned ACL '{copy.CannedAcl}'; it has {List(destination.CannedAcls)}."));
        if (copy.Encryption is { } encryption && EncryptionProblem(encryption, destination) is { } refused) problems.Add(new("copy.encryption", refused));
        if (copy.SourceCustomerKey is not null && !source.HasCustomerKeys) problems.Add(new("copy.sourceCustomerKey", $"{source.Name} has no encryption with customers' keys."));
        return problems;
    }

    /// <summary>Why one object cannot be carried as the job demands, a sentence each; none if it can.</summary>
    /// <param name="spec">The job.</param>
    /// <param name="properties">What HEAD tells of the source.</param>
    /// <param name="tags">Its tags, if they were read.</param>
    /// <param name="destination">The destination's dialect.</param>
    public static IReadOnlyList<string> CarryProblems(JobSpec spec, ObjectProperties properties, IReadOnlyList<KeyValuePair<string, string>> tags, Dialect destination)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(properties);
        ArgumentNullException.ThrowIfNull(destination);
        var problems = new List<string>();
        if (destination.Refusal(spec.Copy.Metadata.Apply(properties.Headers)) is { } headers) problems.Add($"Its metadata cannot be stored: {headers}.");
        if (spec.Copy.Tags != TagPolicy.Drop && destination.Refusal(tags) is { } tagged) problems.Add($"Its tags cannot be stored: {tagged}.");
        if (properties.Size > destination.Limits.ObjectBytes) problems.Add($"Objects of {destination.Name} have at most {destination.Limits.ObjectBytes} bytes, this has {properties.Size}.");
        if (properties.CustomerKeyMd5 is not null && spec.Copy.SourceCustomerKey is null) problems.Add("It is encrypted with a customer's key, which the job does not name.");
        return problems;
    }

    /// <summary>An ACL of one dialect as another expresses it; <c>null</c> for the destination's default.</summary>
    internal static AccessControl? AclFor(AccessControl acl, Dialect source, Dialect destination, out string? refusal)
    {
        refusal = null;
        if (source.Family == destination.Family) return acl;
        if (acl is { Canned: null } || acl.Grants.Count > 0) refusal = $"grants to accounts of {source.Name} mean nothing in {destination.Name}";
        else if (acl.Canned == "default") return null;
        else if (!common.Contains(acl.Canned)) refusal = $"the canned ACL '{acl.Canned}' of {source.Name} means nothing in {destination.Name}";
        return refusal is null ? acl : null;
    }

    private static string? EncryptionProblem(EncryptionRule encryption, Dialect destination)
    {
        if (encryption.Mode == EncryptionMode.Customer)
            return !destination.HasCustomerKeys ? $"{destination.Name} has no encryption with customers' keys."
                : encryption.CustomerKey is null ? "Encryption with a customer's key needs the key's name."
                : null;
        return destination.EncryptionAlgorithms(encryption.Mode) is var known && (encryption.Algorithm is null ? known.Count > 0 : known.Contains(encryption.Algorithm))
            ? null
            : $"{destination.Name} does not encrypt by {encryption.Mode}{(encryption.Algorithm is null ? "" : $" with {encryption.Algorithm}")}.";
    }

    private static string List(IEnumerable<string> names) => string.Join(", ", names) is { Length: > 0 } text ? text : "none";
}
