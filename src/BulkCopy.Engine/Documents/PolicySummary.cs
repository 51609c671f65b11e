namespace BulkCopy.Engine.Documents;

/// <summary>A tiering policy that can be used.</summary>
/// <param name="Policy">Its name.</param>
/// <param name="Rules">How many rules it has.</param>
public sealed record PolicySummary(string Policy, int Rules);
