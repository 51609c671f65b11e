using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Comparing;

/// <summary>What two places have under keys that belong together; at least one of them has something.</summary>
/// <param name="Key">The key behind the prefixes.</param>
/// <param name="Source">The object at the source; <c>null</c>: only the destination has it.</param>
/// <param name="Destination">The object at the destination; <c>null</c>: only the source has it.</param>
public readonly record struct ComparedPair(string Key, ListedObject? Source, ListedObject? Destination);

/// <summary>A stretch of two listings.</summary>
/// <param name="Pairs">All that either place has in it, in the order of UTF-8 bytes; may be empty.</param>
/// <param name="Through">Last key behind the prefixes that the stretch covers; <c>null</c> when both listings have ended. A new join begins after it.</param>
/// <param name="IsLast">Whether both listings, or the range that was asked for, end with it.</param>
public sealed record ComparedPage(IReadOnlyList<ComparedPair> Pairs, string? Through, bool IsLast);
