namespace BulkCopy.Engine.Documents;

/// <summary>Runs that were dropped.</summary>
/// <param name="Dropped">Their numbers.</param>
public sealed record DroppedDocument(IReadOnlyList<int> Dropped);
