using BulkCopy.Engine.Reporting;

namespace BulkCopy.Engine.Documents;

/// <summary>What stays of a dropped run.</summary>
/// <param name="Run">The run as it was.</param>
/// <param name="DroppedAt">When its rows were dropped.</param>
/// <param name="VerifiedRoot">Hash over the verified lines of its report; <c>null</c> if no certificate was made.</param>
/// <param name="ReportRoot">Hash over all lines of its report.</param>
public sealed record DroppedRunDocument(RunDocument Run, DateTimeOffset DroppedAt, string? VerifiedRoot, string? ReportRoot)
{
    /// <summary>The document of a dropped run.</summary>
    public static DroppedRunDocument Of(DroppedRun dropped) =>
        new(RunDocument.Of(dropped.Run, dropped.DroppedAt), dropped.DroppedAt, dropped.Certificate?.VerifiedRoot, dropped.Certificate?.ReportRoot);
}
