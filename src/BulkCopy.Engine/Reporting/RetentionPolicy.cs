namespace BulkCopy.Engine.Reporting;

/// <summary>Which finished runs are dropped.</summary>
/// <param name="OlderThan">Runs that ended longer ago than this, by the database's clock …</param>
/// <param name="Keep">… but never the newest so many finished runs.</param>
public sealed record RetentionPolicy(TimeSpan OlderThan, int Keep = 0);
