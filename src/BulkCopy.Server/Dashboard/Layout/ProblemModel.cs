namespace BulkCopy.Server.Dashboard.Layout;

/// <summary>What went wrong and what to do.</summary>
public sealed record ProblemModel(int Status, string What, string Remedy);
