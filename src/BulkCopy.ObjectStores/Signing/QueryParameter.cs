namespace BulkCopy.ObjectStores.Signing;

/// <summary>One query parameter, not percent-encoded.</summary>
/// <param name="Name">The name.</param>
/// <param name="Value">The value, or null for a bare name without <c>=</c> (<c>?uploads</c>).</param>
public readonly record struct QueryParameter(string Name, string? Value);
