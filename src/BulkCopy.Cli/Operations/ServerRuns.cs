using System.Collections.Concurrent;
using System.Globalization;
using BulkCopy.Cli.Output;
using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Reporting;
using BulkCopy.Engine.Verification;
using BulkCopy.Postgres.Queries;

namespace BulkCopy.Cli.Operations;

/// <summary>Runs at a server.</summary>
internal sealed class ServerRuns(ServerConnection server) : IRunOperations
{
    private const int MostBlocks = 8000;

    // A job never changes once it is declared.
    private readonly ConcurrentDictionary<long, JobSpec> _jobs = new();

    public async Task<Run> CreateAsync(JobSpec spec, string? idempotencyKey, CancellationToken cancellationToken) =>
        await ToRunAsync(
            await server.ChangeAsync<RunDocument>(HttpMethod.Post, "jobs", spec, cancellationToken, ("Idempotency-Key", idempotencyKey)).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);

    public async Task<Run> CreateAsync(TieringRequest request, CancellationToken cancellationToken) =>
        await ToRunAsync(
            await server.ChangeAsync<RunDocument>(HttpMethod.Post, "tiering/runs", request, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    public async Task<Run?> FindAsync(RunId run, CancellationToken cancellationToken) =>
        await server.FindAsync<RunDocument>($"runs/{run}", cancellationToken).ConfigureAwait(false) is { } document
            ? await ToRunAsync(document, cancellationToken).ConfigureAwait(false) : null;

    public async Task<IReadOnlyList<Run>> ListAsync(RunId? before, int most, CancellationToken cancellationToken)
    {
        var documents = await server.ListAsync<RunDocument>("runs", most, cancellationToken, before?.ToString()).ConfigureAwait(false);
        await ReadJobsAsync([.. documents.Select(document => document.JobId).Where(job => !_jobs.ContainsKey(job)).Distinct()], cancellationToken).ConfigureAwait(false);
        var runs = new List<Run>(documents.Count);
        foreach (var document in documents)
            runs.Add(await ToRunAsync(document, cancellationToken).ConfigureAwait(false));
        return runs;
    }

    public async Task<IReadOnlyList<(Run Run, DroppedRunDocument Document)>> ListDroppedAsync(RunId? before, int most, CancellationToken cancellationToken)
    {
        var documents = await server.ListAsync<DroppedRunDocument>("runs/dropped", most, cancellationToken, before?.ToString()).ConfigureAwait(false);
        var dropped = new List<(Run, DroppedRunDocument)>(documents.Count);
        foreach (var document in documents)
            dropped.Add((await ToRunAsync(document.Run, cancellationToken).ConfigureAwait(false), document));
        return dropped;
    }

    public async Task<Run> SetPriorityAsync(Run run, int priority, CancellationToken cancellationToken) => await ToRunAsync(
        await server.ChangeAsync<RunDocument>(HttpMethod.Put, $"runs/{run.Id}/priority", new { Priority = priority }, cancellationToken, ("If-Match", "*")).ConfigureAwait(false),
        cancellationToken).ConfigureAwait(false);

    public async Task<Run> SteerAsync(Run run, RunWish wish, CancellationToken cancellationToken)
    {
        // What the state forbids is said in the words of this command line.
        if (!wish.From.Contains(run.State) && !wish.Already.Contains(run.State))
            throw new RefusedException($"Run {run.Id} is {run.State} and cannot be {wish.Participle}.");
        return await ToRunAsync(
            await server.ChangeAsync<RunDocument>(HttpMethod.Post, $"runs/{run.Id}/{wish.Verb}", null, cancellationToken).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);
    }

    public async Task<long?> RetryFailedAsync(Run run, string? code, CancellationToken cancellationToken) =>
        RetryFailed.From.Contains(run.State)
            ? (await server.ChangeAsync<RetryAnswer>(HttpMethod.Post, $"runs/{run.Id}/retry-failed", new { Code = code }, cancellationToken).ConfigureAwait(false)).Retried
            : null;

    public Task<IReadOnlyList<FailureGroup>> GroupFailuresAsync(RunId run, CancellationToken cancellationToken) =>
        server.ListAsync<FailureGroup>($"runs/{run}/failures", int.MaxValue, cancellationToken);

    public async Task<IReadOnlyList<TimelineItem>> ReadEventsAsync(RunId run, int most, CancellationToken cancellationToken) =>
    [
        .. (await server.ListAsync<Event>($"runs/{run}/events", most, cancellationToken).ConfigureAwait(false))
            .Reverse().Select(happened => new TimelineItem(happened.At, happened.Kind, happened.Message, null)),
    ];

    public Task<IReadOnlyList<LeftOut>> ReadLeftOutAsync(RunId run, CancellationToken cancellationToken) =>
        server.ListAsync<LeftOut>($"runs/{run}/left-out", int.MaxValue, cancellationToken);

    public async Task<UploadSummary> ReadUploadsAsync(RunId run, CancellationToken cancellationToken) =>
        await server.FindAsync<UploadSummary>($"runs/{run}/uploads", cancellationToken).ConfigureAwait(false)
        ?? throw new RefusedException($"There is no run {run}: see 'bulkcopy runs list'.");

    public async Task<IReadOnlyList<TimelineItem>> ExplainAsync(Run run, string key, CancellationToken cancellationToken) =>
        (await server.FindAsync<History>($"runs/{run.Id}/explain?key={Uri.EscapeDataString(key)}", cancellationToken).ConfigureAwait(false))?.Items ?? [];

    // Versions are listed newest first.
    public async Task<IReadOnlyList<EntryDocument>> ReadVersionsAsync(Run run, string key, CancellationToken cancellationToken) =>
    [
        .. (await server.ListAsync<EntryDocument>($"runs/{run.Id}/entries?prefix={Uri.EscapeDataString(key)}", int.MaxValue, cancellationToken).ConfigureAwait(false))
            .Where(entry => entry.Key == key).OrderByDescending(entry => entry.Entry),
    ];

    public async Task<ReportTree> WriteReportAsync(Run run, ReportFormat format, bool failedOnly, TextWriter output, CancellationToken cancellationToken)
    {
        using var answer = await server.OpenAsync($"runs/{run.Id}/report?format=json&failedOnly={(failedOnly ? "true" : "false")}", cancellationToken).ConfigureAwait(false);
        var tree = new ReportTree(ReportColumns.Names, ReportTree.BlockLinesFor(run.Totals.Listed));
        await ReportCopy.CopyAsync(
            await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), format, output, tree, cancellationToken).ConfigureAwait(false);
        return tree;
    }

    public Task<long> ExportAsync(Run run, ExportPart part, ReportFormat format, TextWriter output, CancellationToken cancellationToken) =>
        CopyRowsAsync($"runs/{run.Id}/export?what={part.ToString().ToLowerInvariant()}&format={Word(format)}", format, output, cancellationToken);

    public async Task<VerifyDocument> CountFindingsAsync(Run run, DateTimeOffset now, CancellationToken cancellationToken) =>
        await server.FindAsync<VerifyDocument>($"runs/{run.Id}/findings", cancellationToken).ConfigureAwait(false)
        ?? throw new RefusedException($"There is no run {run.Id}: see 'bulkcopy runs list'.");

    public Task<long> WriteDifferencesAsync(Run run, ReportFormat format, TextWriter output, CancellationToken cancellationToken) =>
        CopyRowsAsync($"runs/{run.Id}/differences?format={Word(format)}", format, output, cancellationToken);

    public Task<long> WriteMendAsync(Run run, TextWriter output, CancellationToken cancellationToken) =>
        CopyRowsAsync($"runs/{run.Id}/mend", ReportFormat.Csv, output, cancellationToken);

    public async Task<string> CertifyAsync(Run run, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using var answer = await server.OpenAsync($"runs/{run.Id}/certificate", cancellationToken).ConfigureAwait(false);
        return await answer.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
    }

    // Without its blocks a certificate is as strict, but does not tell where a difference is; many do not fit into a request.
    public Task<CertificateCheckDocument> CheckAsync(RunCertificate certificate, bool live, CancellationToken cancellationToken) =>
        server.ChangeAsync<CertificateCheckDocument>(
            HttpMethod.Post, $"certificates/check?live={(live ? "true" : "false")}",
            certificate.Blocks.Count <= MostBlocks ? certificate : certificate with { Blocks = [] }, cancellationToken);

    public async Task<bool> DropAsync(Run run, bool certify, CancellationToken cancellationToken)
    {
        var dropped = await server.ChangeAsync<DroppedDocument>(
            HttpMethod.Delete, $"runs/{run.Id}?withoutCertificate={(certify ? "false" : "true")}", null, cancellationToken).ConfigureAwait(false);
        return dropped.Dropped.Count > 0;
    }

    public async Task<IReadOnlyList<int>> PruneAsync(RetentionPolicy policy, CancellationToken cancellationToken) =>
        (await server.ChangeAsync<DroppedDocument>(HttpMethod.Post, "runs/prune", policy, cancellationToken).ConfigureAwait(false)).Dropped;

    private async Task<long> CopyRowsAsync(string path, ReportFormat format, TextWriter output, CancellationToken cancellationToken)
    {
        using var answer = await server.OpenAsync(path, cancellationToken).ConfigureAwait(false);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false));
        return await new RowCopy(format).CopyAsync(reader, output, cancellationToken).ConfigureAwait(false);
    }

    private static string Word(ReportFormat format) => format == ReportFormat.Json ? "json" : "csv";

    private async Task<Run> ToRunAsync(RunDocument document, CancellationToken cancellationToken)
    {
        if (!_jobs.TryGetValue(document.JobId, out var spec))
        {
            var job = await server.FindAsync<Job>(string.Create(CultureInfo.InvariantCulture, $"jobs/{document.JobId}"), cancellationToken).ConfigureAwait(false)
                ?? throw new RefusedException($"The server has no job {document.JobId} any more.");
            _jobs[document.JobId] = spec = job.Spec;
        }
        return document.ToRun(spec);
    }

    // Many jobs are read by pages, which hold them newest first.
    private async Task ReadJobsAsync(long[] jobs, CancellationToken cancellationToken)
    {
        if (jobs.Length < 2)
            return;
        var (from, between) = (jobs.Max() + 1, Math.Min(jobs.Max() - jobs.Min() + 1, int.MaxValue));
        foreach (var job in await server.ListAsync<Job>("jobs", (int)between, cancellationToken, from.ToString(CultureInfo.InvariantCulture)).ConfigureAwait(false))
            _jobs[job.JobId] = job.Spec;
    }

    private sealed record Job(long JobId, JobSpec Spec);

    private sealed record RetryAnswer(long Retried);

    private sealed record Event(DateTimeOffset At, string Kind, string Message);

    private sealed record History(IReadOnlyList<TimelineItem> Items);
}
