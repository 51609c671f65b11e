namespace BulkCopy.ObjectStores;

/// <summary>Access control of a new object: a canned ACL, grants, or both <c>null</c> for the bucket's default.</summary>
public sealed record AccessControl
{
    /// <summary>Canned ACL in the dialect's spelling, for instance <c>public-read</c>.</summary>
    public string? Canned { get; init; }
    /// <summary>Grants: permission (<c>read</c>, <c>read-acp</c>, <c>write-acp</c>, <c>full-control</c>) and grantees in the dialect's spelling. Not in OSS.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Grants { get; init; } = [];
}
