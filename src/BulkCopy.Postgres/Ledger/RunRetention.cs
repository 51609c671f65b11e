using System.Text.Json;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Reporting;
using BulkCopy.Engine.Verification;
using Npgsql;

namespace BulkCopy.Postgres.Ledger;

/// <summary>Administration of runs that have ended.</summary>
/// <param name="source">From <see cref="LedgerDataSource"/>.</param>
public sealed class RunRetention(NpgsqlDataSource source)
{
    // Dropping a partition locks its parent, which nobody uses on the hot path; whoever does is not kept waiting for long.
    private const string LimitWait = "SET LOCAL lock_timeout = '5s'";

    private const string LockRun = "SELECT finished_at FROM bulkcopy.runs WHERE run_id = $1 AND finished_at IS NOT NULL FOR UPDATE";

    private const string Remember = """
        INSERT INTO bulkcopy.dropped_runs (run_id, job_id, spec, state, state_reason, created_at, started_at, finished_at, totals, certificate)
        SELECT run_id, job_id, spec, state, state_reason, created_at, started_at, finished_at, $2::jsonb, $3::jsonb FROM bulkcopy.runs WHERE run_id = $1
        """;

    private const string DeleteRun = "DELETE FROM bulkcopy.runs WHERE run_id = $1";

    private const string DropPartitions = "SELECT bulkcopy.drop_run_partitions($1)";

    private const string ListExpired = """
        SELECT run_id FROM bulkcopy.runs
        WHERE finished_at < now() - $1::interval AND run_id NOT IN (SELECT run_id FROM bulkcopy.runs WHERE finished_at IS NOT NULL ORDER BY finished_at DESC, run_id DESC LIMIT $2)
        ORDER BY run_id LIMIT $3
        """;

    private const string ListDropped = """
        SELECT run_id, job_id, spec, state, state_reason, created_at, started_at, finished_at, totals, certificate, dropped_at
        FROM bulkcopy.dropped_runs WHERE run_id < $1 AND ($2::integer IS NULL OR run_id = $2) ORDER BY run_id DESC LIMIT $3
        """;

    private readonly LedgerDatabase _database = new(source);

    /// <summary>
    /// Drops a finished run: its entries, segments, outcomes, totals, ranges and events. A summary with its totals and <paramref name="certificate"/> stays, its job stays,
    /// and so do its uploads until they are proved gone. <c>false</c>: there is no such run, or it is not finished. After a crash all of it is there, or nothing.
    /// </summary>
    public Task<bool> DropAsync(RunId run, RunCertificate? certificate, CancellationToken cancellationToken) =>
        _database.CallAsync($"dropping run {run}", async connection =>
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using var limit = connection.Command(LimitWait);
            await limit.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            await using var finished = connection.Command(LockRun).With(run.Value);
            // Reopened for its failures since the certificate was made: then it is not finished, or finished at another time.
            if (await finished.ReadFirstAsync(reader => reader.TimeOrNull(0), cancellationToken).ConfigureAwait(false) is not { } at
                || (certificate is not null && certificate.FinishedAt != at))
                return false;
            await RememberAsync(connection, run, certificate, cancellationToken).ConfigureAwait(false);
            await using var rest = new NpgsqlBatch(connection);
            rest.Add(DeleteRun).With(run.Value);
            rest.Add(DropPartitions).With(run.Value);
            await rest.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }, cancellationToken);

    /// <summary>Finished runs that a policy lets go, oldest first.</summary>
    public Task<IReadOnlyList<RunId>> ListExpiredAsync(RetentionPolicy policy, int most, CancellationToken cancellationToken) =>
        _database.CallAsync<IReadOnlyList<RunId>>("looking for runs that are past their retention", async connection =>
        {
            await using var command = connection.Command(ListExpired).With(policy.OlderThan).With(policy.Keep).With(most);
            return await command.ReadAllAsync(reader => new RunId(reader.GetInt32(0)), cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <summary>What stays of dropped runs, newest first, before <paramref name="before"/>.</summary>
    public Task<IReadOnlyList<DroppedRun>> ListDroppedAsync(RunId? before, int most, CancellationToken cancellationToken) =>
        ReadDroppedAsync(before, null, most, cancellationToken);

    /// <summary>What stays of a dropped run; <c>null</c> if no run of this number was dropped.</summary>
    public async Task<DroppedRun?> FindDroppedAsync(RunId run, CancellationToken cancellationToken) =>
        await ReadDroppedAsync(null, run, 1, cancellationToken).ConfigureAwait(false) is [var only] ? only : null;

    private Task<IReadOnlyList<DroppedRun>> ReadDroppedAsync(RunId? before, RunId? run, int most, CancellationToken cancellationToken) =>
        _database.CallAsync<IReadOnlyList<DroppedRun>>("reading what stays of dropped runs", async connection =>
        {
            await using var command = connection.Command(ListDropped).With(before?.Value ?? int.MaxValue).With(run?.Value).With(most);
            return await command.ReadAllAsync(Read, cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    private static async Task RememberAsync(NpgsqlConnection connection, RunId run, RunCertificate? certificate, CancellationToken cancellationToken)
    {
        var totals = (await RunRows.FindAsync(connection, run, cancellationToken).ConfigureAwait(false))!.Totals;
        await using var remember = connection.Command(Remember).With(run.Value)
            .With(JsonSerializer.Serialize(totals, JobSpecJson.Options)).With((certificate is null ? null : certificate with { Blocks = [] })?.Write());
        await remember.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private static DroppedRun Read(NpgsqlDataReader reader)
    {
        var run = new Run
        {
            Id = new RunId(reader.GetInt32(0)),
            JobId = new JobId(reader.GetInt64(1)),
            Spec = JobSpecJson.Read(reader.GetString(2)),
            State = reader.GetFieldValue<RunState>(3),
            StateReason = reader.TextOrNull(4),
            ListingDone = true,
            CreatedAt = reader.Time(5),
            StartedAt = reader.TimeOrNull(6),
            FinishedAt = reader.Time(7),
            Totals = JsonSerializer.Deserialize<RunTotals>(reader.GetString(8), JobSpecJson.Options)!,
        };
        return new DroppedRun(run, reader.TextOrNull(9) is { } certificate ? RunCertificate.Read(certificate) : null, reader.Time(10));
    }
}
