namespace BulkCopy.Server.Dashboard.Samples;

/// <summary>A line that is drawn from rates.</summary>
public sealed record RateLine(string Name, Func<Rate, double> Value);
