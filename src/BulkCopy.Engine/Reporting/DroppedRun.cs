using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Verification;

namespace BulkCopy.Engine.Reporting;

/// <summary>What stays of a run whose rows were dropped.</summary>
/// <param name="Run">The run as it was, with its totals.</param>
/// <param name="Certificate">Its certificate, without blocks; <c>null</c> if none was made.</param>
/// <param name="DroppedAt">When its rows were dropped.</param>
public sealed record DroppedRun(Run Run, RunCertificate? Certificate, DateTimeOffset DroppedAt);
