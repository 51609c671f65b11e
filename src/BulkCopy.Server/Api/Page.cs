namespace BulkCopy.Server.Api;

/// <summary>Some items of a list.</summary>
/// <param name="Items">The items.</param>
/// <param name="Next">Send it as <c>cursor</c> to read on; <c>null</c> at the end.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? Next);
