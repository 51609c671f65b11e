using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Manifests.Reading;
using Npgsql;

namespace BulkCopy.Postgres.Ledger;

/// <summary>Jobs and runs in PostgreSQL.</summary>
/// <param name="source">From <see cref="LedgerDataSource"/>.</param>
public sealed class RunLedger(NpgsqlDataSource source) : IRunLedger
{
    private const string InsertJob = """
        INSERT INTO bulkcopy.jobs (name, spec, idempotency_key) VALUES ($1, $2::jsonb, $3)
        ON CONFLICT (idempotency_key) DO NOTHING
        RETURNING job_id
        """;

    private const string FirstRunOfKey = """
        SELECT min(r.run_id) FROM bulkcopy.jobs j JOIN bulkcopy.runs r USING (job_id) WHERE j.idempotency_key = $1
        """;

    private const string InsertRun = "INSERT INTO bulkcopy.runs (job_id, spec) VALUES ($1, $2::jsonb) RETURNING run_id";

    private const string CreatePartitions = "SELECT bulkcopy.create_run_partitions($1)";

    private const string InsertFirstRange = "INSERT INTO bulkcopy.listing_ranges (run_id, source, prefix, cursor_key, end_through) VALUES ($1, $2, $3, $4, $5)";

    // The only statement that lets a run begin. One that has a gate to pass is sent to it, whoever asked for what.
    private const string Move = """
        UPDATE bulkcopy.runs SET
            state = CASE
                WHEN gated AND gate_passed_at IS NULL AND $3::bulkcopy.run_state IN ('Ready', 'Active') AND (state, $3::bulkcopy.run_state) <> ('Suspended', 'Ready') THEN 'Preparing'
                ELSE $3::bulkcopy.run_state END,
            gate_passed_at = CASE WHEN gated AND (state, $3::bulkcopy.run_state) = ('Suspended', 'Ready') THEN coalesce(gate_passed_at, now()) ELSE gate_passed_at END,
            state_reason = $4,
            started_at = CASE WHEN $3::bulkcopy.run_state IN ('Active', 'Pausing', 'Paused', 'Completing', 'Complete') THEN coalesce(started_at, now()) ELSE started_at END,
            finished_at = CASE WHEN $3::bulkcopy.run_state IN ('Complete', 'Cancelled', 'Failed') THEN now() END
        WHERE run_id = $1 AND state = ANY ($2)
        """;

    private const string Finish = """
        UPDATE bulkcopy.runs SET listing_done = true
        WHERE run_id = $1 AND NOT listing_done
            AND NOT EXISTS (SELECT FROM bulkcopy.listing_ranges WHERE run_id = $1 AND state <> 'Done')
        """;

    private const string LockRun = "SELECT FROM bulkcopy.runs WHERE run_id = $1 FOR NO KEY UPDATE";

    private const string Next = """
        open AS (
            SELECT run_id, state AS old, listing_done,
                EXISTS (SELECT FROM bulkcopy.segments_{run} WHERE state = 'Ready') AS ready,
                EXISTS (SELECT FROM bulkcopy.segments_{run} WHERE state = 'Leased')
                    OR EXISTS (SELECT FROM bulkcopy.listing_ranges l WHERE l.run_id = $1 AND l.state = 'Leased') AS leased,
                EXISTS (SELECT FROM bulkcopy.uploads u WHERE u.run_id = $1 AND u.closed_at IS NULL) AS uploading
            FROM bulkcopy.runs WHERE run_id = $1
        ), next AS (
            SELECT run_id, old, CASE
                WHEN old = 'Preparing' AND listing_done THEN 'Suspended'
                WHEN old = 'Active' AND listing_done AND NOT ready AND NOT leased THEN 'Completing'
                WHEN old = 'Pausing' AND NOT leased THEN 'Paused'
                WHEN old = 'Cancelling' AND NOT leased AND NOT uploading THEN 'Cancelled'
                WHEN old = 'Failing' AND NOT leased AND NOT uploading THEN 'Failed'
            END::bulkcopy.run_state AS state
            FROM open
        )
        """;

    private const string FindNext = $"WITH {Next} SELECT state FROM next WHERE state IS NOT NULL";

    private const string Advance = $"""
        WITH {Next}
        UPDATE bulkcopy.runs r SET
            state = next.state, finished_at = CASE WHEN next.state IN ('Cancelled', 'Failed') THEN now() END,
            state_reason = CASE WHEN next.state <> 'Suspended' THEN r.state_reason END
        FROM next
        WHERE r.run_id = next.run_id AND next.state IS NOT NULL
        RETURNING r.state
        """;

    private const string AppendEvent = "INSERT INTO bulkcopy.run_events (run_id, kind, message) VALUES ($1, $2, $3)";

    private readonly LedgerDatabase _database = new(source);

    /// <inheritdoc/>
    public Task<Run> CreateAsync(JobSpec spec, string? idempotencyKey, CancellationToken cancellationToken) => CreateAsync(spec, [], idempotencyKey, cancellationToken);

    /// <inheritdoc/>
    public Task<Run> CreateAsync(JobSpec spec, IReadOnlyList<ManifestFile> files, string? idempotencyKey, CancellationToken cancellationToken) =>
        _database.CallAsync($"writing down the job '{spec.Name}'", async connection =>
        {
            if ((spec.Manifest?.File is null) != (files.Count == 0))
                throw new ArgumentException("The files of a manifest are written down with the run: a job that names some needs their content, and others have none.", nameof(files));
            var run = await InsertAsync(connection, spec, files, idempotencyKey, cancellationToken).ConfigureAwait(false);
            return await RunRows.FindAsync(connection, run, cancellationToken).ConfigureAwait(false)
                ?? throw new InvalidOperationException($"Run {run} was dropped while it was being written down.");
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<Run?> FindAsync(RunId run, CancellationToken cancellationToken) =>
        _database.CallAsync($"reading run {run}", connection => RunRows.FindAsync(connection, run, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Run>> ListAsync(RunId? before, int most, CancellationToken cancellationToken) =>
        _database.CallAsync("listing runs", connection => RunRows.ListAsync(connection, before, most, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Run>> ListUnfinishedAsync(CancellationToken cancellationToken) =>
        _database.CallAsync("looking for unfinished runs", connection => RunRows.ListUnfinishedAsync(connection, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> MoveAsync(RunId run, IReadOnlyList<RunState> from, RunState to, string? reason, CancellationToken cancellationToken) =>
        _database.CallAsync($"moving run {run} to {to}", async connection =>
        {
            await using var command = connection.Command(Move).With(run.Value).With(from.ToArray()).With(to).With(reason);
            return await command.ChangesAsync(cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<RunState?> AdvanceAsync(RunId run, CancellationToken cancellationToken) =>
        _database.CallAsync($"moving run {run} on", async connection =>
        {
            await using var look = new NpgsqlBatch(connection);
            look.Add(Finish).With(run.Value);
            look.Add(FindNext.For(run)).With(run.Value);
            if (await look.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is null)
                return (RunState?)null;
            // Looked at again by a statement that begins after the run is locked, to see the segments of those who held the lock before.
            await using var move = new NpgsqlBatch(connection);
            move.Add(LockRun).With(run.Value);
            move.Add(Advance.For(run)).With(run.Value);
            await using var reader = await move.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
            return await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? reader.GetFieldValue<RunState>(0) : null;
        }, cancellationToken);

    /// <inheritdoc/>
    public Task AppendEventAsync(RunId run, string kind, string message, CancellationToken cancellationToken) =>
        _database.CallAsync($"appending an event to run {run}", async connection =>
        {
            await using var command = connection.Command(AppendEvent).With(run.Value).With(kind).With(OutcomeRows.Printable(message));
            return await command.ChangesAsync(cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    private static async Task<RunId> InsertAsync(NpgsqlConnection connection, JobSpec spec, IReadOnlyList<ManifestFile> files, string? idempotencyKey, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        var json = JobSpecJson.Write(spec);
        await using var insertJob = connection.Command(InsertJob).With(spec.Name).With(json).With(idempotencyKey);
        if (await insertJob.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not long job)
        {
            await using var earliest = connection.Command(FirstRunOfKey).With(idempotencyKey);
            return await earliest.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is int earlier
                ? new RunId(earlier)
                : throw new SpentIdempotencyKeyException(idempotencyKey!);
        }
        await using var insertRun = connection.Command(InsertRun).With(job).With(json);
        var run = new RunId((int)(await insertRun.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!);
        await using var rest = new NpgsqlBatch(connection);
        rest.Add(CreatePartitions).With(run.Value);
        foreach (var part in spec.Manifest is null ? ListingBounds.Of(spec) : [])
            rest.Add(InsertFirstRange).With(run.Value).With(part.Source).With(part.Prefix).With(part.After).With(part.Through);
        await rest.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        if (ManifestPart.FirstOf(spec) is { } first)
            await ManifestFiles.InsertPartsAsync(connection, run, [first], cancellationToken).ConfigureAwait(false);
        if (files.Count > 0)
            await ManifestFiles.InsertAsync(connection, run, files, cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return run;
    }
}
