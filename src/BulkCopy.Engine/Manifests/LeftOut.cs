namespace BulkCopy.Engine.Manifests;

/// <summary>Objects that a run saw and did not take into its manifest.</summary>
/// <param name="Reason">Why: the condition in one word, as <c>runs show</c> prints it.</param>
/// <param name="Objects">How many.</param>
/// <param name="Bytes">Their size in all.</param>
public sealed record LeftOut(string Reason, long Objects, long Bytes);
