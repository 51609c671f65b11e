namespace BulkCopy.Engine.Manifests;

/// <summary>Why a selection leaves an object out.</summary>
/// <param name="Reason">The condition in one word; objects are counted by it.</param>
/// <param name="Sentence">The condition in full, with the option that made it.</param>
public sealed record Exclusion(string Reason, string Sentence);
