using BulkCopy.Cli.Hosting;
using BulkCopy.Cli.Output;
using BulkCopy.Cli.Tiering;
using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Reporting;
using BulkCopy.Engine.Verification;
using BulkCopy.Postgres.Ledger;
using BulkCopy.Postgres.Queries;
using BulkCopy.Postgres.Versions;

namespace BulkCopy.Cli.Operations;

/// <summary>Runs in the ledger.</summary>
internal sealed class LedgerRuns(LedgerSession ledger, StoreDirectory stores, TimeProvider time) : IRunOperations
{
    private const string Whence = "from the command line";

    public Task<Run> CreateAsync(JobSpec spec, string? idempotencyKey, CancellationToken cancellationToken) =>
        ledger.Runs.CreateAsync(spec, idempotencyKey, cancellationToken);

    public Task<Run> CreateAsync(TieringRequest request, CancellationToken cancellationToken) =>
        ledger.Runs.CreateAsync(PolicyTexts.Declare(request, stores), null, cancellationToken);

    public Task<Run?> FindAsync(RunId run, CancellationToken cancellationToken) => ledger.Runs.FindAsync(run, cancellationToken);

    public Task<IReadOnlyList<Run>> ListAsync(RunId? before, int most, CancellationToken cancellationToken) =>
        ledger.Runs.ListAsync(before, most, cancellationToken);

    public async Task<IReadOnlyList<(Run Run, DroppedRunDocument Document)>> ListDroppedAsync(RunId? before, int most, CancellationToken cancellationToken) =>
        [.. (await new RunRetention(ledger.Database).ListDroppedAsync(before, most, cancellationToken).ConfigureAwait(false)).Select(one => (one.Run, DroppedRunDocument.Of(one)))];

    public async Task<Run> SetPriorityAsync(Run run, int priority, CancellationToken cancellationToken)
    {
        if (!await new RunPriority(ledger.Database).SetAsync(run.Id, priority, run.Priority, cancellationToken).ConfigureAwait(false))
            throw new RefusedException($"Run {run.Id} is {run.State} and has no priority any more, or somebody else changed it just now.");
        await ledger.Runs.AppendEventAsync(run.Id, "priority", $"Priority {priority} {Whence}, after {run.Priority}.", cancellationToken).ConfigureAwait(false);
        return run with { Priority = priority };
    }

    public async Task<Run> SteerAsync(Run run, RunWish wish, CancellationToken cancellationToken) =>
        await new RunSteering(ledger.Runs).MoveAsync(run, wish, Whence, cancellationToken).ConfigureAwait(false)
        ?? throw new RefusedException($"Run {run.Id} is {run.State} and cannot be {wish.Participle}.");

    public Task<long?> RetryFailedAsync(Run run, string? code, CancellationToken cancellationToken) =>
        new RetryFailed(ledger.Database).RetryAsync(run.Id, code is null ? null : [code], null, $"Failed objects are tried again, {Whence}.", cancellationToken);

    public Task<IReadOnlyList<FailureGroup>> GroupFailuresAsync(RunId run, CancellationToken cancellationToken) =>
        ledger.Reports.GroupFailuresAsync(run, cancellationToken);

    public Task<IReadOnlyList<TimelineItem>> ReadEventsAsync(RunId run, int most, CancellationToken cancellationToken) =>
        ledger.Reports.ReadEventsAsync(run, most, cancellationToken);

    public Task<IReadOnlyList<LeftOut>> ReadLeftOutAsync(RunId run, CancellationToken cancellationToken) => ledger.Reports.ReadLeftOutAsync(run, cancellationToken);

    public Task<UploadSummary> ReadUploadsAsync(RunId run, CancellationToken cancellationToken) => new UploadSummaries(ledger.Database).ReadAsync(run, cancellationToken);

    public async Task<IReadOnlyList<TimelineItem>> ExplainAsync(Run run, string key, CancellationToken cancellationToken)
    {
        var timeline = await ledger.Reports.ExplainAsync(run.Id, key, cancellationToken).ConfigureAwait(false);
        return timeline.Count > 0 ? timeline
            : await new AbsenceExplainer(stores).FindAsync(run, key, cancellationToken).ConfigureAwait(false) is { } absence ? [absence] : [];
    }

    public async Task<IReadOnlyList<EntryDocument>> ReadVersionsAsync(Run run, string key, CancellationToken cancellationToken) =>
        [.. (await new VersionMap(ledger.Database).ReadAsync(run.Id, key, cancellationToken).ConfigureAwait(false)).Select(row => EntryDocument.Of(run.Spec, row))];

    public Task<ReportTree> WriteReportAsync(Run run, ReportFormat format, bool failedOnly, TextWriter output, CancellationToken cancellationToken) =>
        new CompletionReport(ledger.Reports).WriteAsync(run, format, failedOnly, output, cancellationToken);

    public Task<long> ExportAsync(Run run, ExportPart part, ReportFormat format, TextWriter output, CancellationToken cancellationToken) =>
        LedgerExport.WriteAsync(RunExport.Columns(part), new RunExport(ledger.Database).ReadAsync(run.Id, part, cancellationToken), format, output, cancellationToken);

    public async Task<VerifyDocument> CountFindingsAsync(Run run, DateTimeOffset now, CancellationToken cancellationToken) =>
        VerifyDocument.Of(RunDocument.Of(run, now), await new DifferenceReport(ledger.Reports).CountAsync(run, cancellationToken).ConfigureAwait(false));

    public Task<long> WriteDifferencesAsync(Run run, ReportFormat format, TextWriter output, CancellationToken cancellationToken) =>
        new DifferenceReport(ledger.Reports).WriteAsync(run, format, output, cancellationToken);

    public Task<long> WriteMendAsync(Run run, TextWriter output, CancellationToken cancellationToken) =>
        new DifferenceReport(ledger.Reports).WriteManifestAsync(run, output, cancellationToken);

    public async Task<string> CertifyAsync(Run run, DateTimeOffset now, CancellationToken cancellationToken) =>
        (await new Certification(ledger.Reports).CertifyAsync(run, now, cancellationToken).ConfigureAwait(false)).Write();

    public async Task<CertificateCheckDocument> CheckAsync(RunCertificate certificate, bool live, CancellationToken cancellationToken)
    {
        try
        {
            return await new CertificateAudit(ledger.Database, new OpenStores(stores)).CheckAsync(certificate, live, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException impossible)
        {
            throw new RefusedException(impossible.Message);
        }
    }

    public Task<bool> DropAsync(Run run, bool certify, CancellationToken cancellationToken) =>
        new DropExpiredRuns(ledger.Database, time).DropAsync(run.Id, certify, cancellationToken);

    public async Task<IReadOnlyList<int>> PruneAsync(RetentionPolicy policy, CancellationToken cancellationToken)
    {
        var sweep = new DropExpiredRuns(ledger.Database, time);
        var dropped = new List<int>();
        while (await sweep.SweepAsync(policy, cancellationToken).ConfigureAwait(false) is { Count: > 0 } some)
            dropped.AddRange(some.Select(run => run.Value));
        return dropped;
    }
}
