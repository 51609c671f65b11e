using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Reporting;
using BulkCopy.Engine.Verification;
using BulkCopy.Postgres.Queries;

namespace BulkCopy.Cli.Operations;

/// <summary>Runs, as verbs see and steer them: in the ledger, or at a server.</summary>
internal interface IRunOperations
{
    /// <summary>Writes a job and its first run down.</summary>
    Task<Run> CreateAsync(JobSpec spec, string? idempotencyKey, CancellationToken cancellationToken);

    /// <summary>Writes a tiering job and its run down.</summary>
    Task<Run> CreateAsync(TieringRequest request, CancellationToken cancellationToken);

    /// <summary>The run; <c>null</c> if there is none.</summary>
    Task<Run?> FindAsync(RunId run, CancellationToken cancellationToken);

    /// <summary>The newest runs, newest first.</summary>
    Task<IReadOnlyList<Run>> ListAsync(RunId? before, int most, CancellationToken cancellationToken);

    /// <summary>What stays of dropped runs, newest first.</summary>
    Task<IReadOnlyList<(Run Run, DroppedRunDocument Document)>> ListDroppedAsync(RunId? before, int most, CancellationToken cancellationToken);

    /// <summary>Lets a run go before or after others; the run as it is then.</summary>
    /// <exception cref="Output.RefusedException">It is over, or somebody else changed it just now.</exception>
    Task<Run> SetPriorityAsync(Run run, int priority, CancellationToken cancellationToken);

    /// <summary>Moves a run; the run as it is then.</summary>
    /// <exception cref="Output.RefusedException">Its state forbids it.</exception>
    Task<Run> SteerAsync(Run run, RunWish wish, CancellationToken cancellationToken);

    /// <summary>Gives failed entries another try; how many. <c>null</c>: the run's state forbids it.</summary>
    Task<long?> RetryFailedAsync(Run run, string? code, CancellationToken cancellationToken);

    /// <summary>Failures by code, most frequent first.</summary>
    Task<IReadOnlyList<FailureGroup>> GroupFailuresAsync(RunId run, CancellationToken cancellationToken);

    /// <summary>The newest events, oldest first.</summary>
    Task<IReadOnlyList<TimelineItem>> ReadEventsAsync(RunId run, int most, CancellationToken cancellationToken);

    /// <summary>What a run left out, by reason.</summary>
    Task<IReadOnlyList<LeftOut>> ReadLeftOutAsync(RunId run, CancellationToken cancellationToken);

    /// <summary>Multipart uploads that are open.</summary>
    Task<UploadSummary> ReadUploadsAsync(RunId run, CancellationToken cancellationToken);

    /// <summary>What happened to a key, or why the run has no such key; empty if that cannot be told.</summary>
    Task<IReadOnlyList<TimelineItem>> ExplainAsync(Run run, string key, CancellationToken cancellationToken);

    /// <summary>The versions of a key and what they became, oldest first; empty if the run has no such key.</summary>
    Task<IReadOnlyList<EntryDocument>> ReadVersionsAsync(Run run, string key, CancellationToken cancellationToken);

    /// <summary>Writes the completion report; hashes over its rows.</summary>
    Task<ReportTree> WriteReportAsync(Run run, ReportFormat format, bool failedOnly, TextWriter output, CancellationToken cancellationToken);

    /// <summary>Writes a part of the run's ledger; how many rows.</summary>
    Task<long> ExportAsync(Run run, ExportPart part, ReportFormat format, TextWriter output, CancellationToken cancellationToken);

    /// <summary>What a run that verifies found, in numbers.</summary>
    Task<VerifyDocument> CountFindingsAsync(Run run, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Writes what a run that verifies did not find equal; how many rows.</summary>
    Task<long> WriteDifferencesAsync(Run run, ReportFormat format, TextWriter output, CancellationToken cancellationToken);

    /// <summary>Writes the manifest of what is missing or different; how many rows.</summary>
    Task<long> WriteMendAsync(Run run, TextWriter output, CancellationToken cancellationToken);

    /// <summary>The certificate of a run that is over, as text.</summary>
    Task<string> CertifyAsync(Run run, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Computes a certificate again from the ledger.</summary>
    /// <exception cref="Output.RefusedException">It cannot be checked.</exception>
    Task<CertificateCheckDocument> CheckAsync(RunCertificate certificate, bool live, CancellationToken cancellationToken);

    /// <summary>Drops the rows of a finished run; <c>false</c> if it is not finished any more, or gone.</summary>
    Task<bool> DropAsync(Run run, bool certify, CancellationToken cancellationToken);

    /// <summary>Drops the finished runs that a policy lets go.</summary>
    Task<IReadOnlyList<int>> PruneAsync(RetentionPolicy policy, CancellationToken cancellationToken);
}
