using BulkCopy.Engine.Jobs;
using BulkCopy.Postgres.Ledger;
using Npgsql;

namespace BulkCopy.Postgres.Queries;

/// <summary>How far runs were at moments, every five seconds; after an hour every minute, after a day every ten.</summary>
/// <param name="source">From <see cref="LedgerDataSource"/>.</param>
public sealed class RunSamples(NpgsqlDataSource source)
{
    // A run that has just finished is sampled once more, so that its line ends where it ended.
    private const string InsertAll = """
        INSERT INTO bulkcopy.run_samples (run_id, at, listed, finished, failed, retries, bytes)
        SELECT t.run_id, date_bin('5 seconds', now(), 'epoch'::timestamptz), sum(listed), sum(copied + adopted + skipped + source_changed + already_present + failed),
            sum(failed), sum(retries), sum(bytes)
        FROM (SELECT run_id FROM bulkcopy.runs WHERE finished_at IS NULL AND state NOT IN ('New', 'Suspended', 'Paused')
            UNION ALL SELECT run_id FROM bulkcopy.runs WHERE finished_at > now() - interval '10 seconds') r
        JOIN bulkcopy.run_totals t USING (run_id)
        GROUP BY t.run_id
        ON CONFLICT (run_id, at) DO UPDATE SET listed = excluded.listed, finished = excluded.finished, failed = excluded.failed, retries = excluded.retries,
            bytes = excluded.bytes
        """;

    private const string DeleteBetween = """
        DELETE FROM bulkcopy.run_samples WHERE at > now() - $1::interval AND at <= now() - $2::interval AND at <> date_bin($3::interval, at, 'epoch'::timestamptz)
        """;

    private const string SelectOfRun = """
        SELECT at, listed, finished, failed, retries, bytes FROM bulkcopy.run_samples WHERE run_id = $1 ORDER BY at DESC LIMIT 4000
        """;

    private const string SelectRecent = """
        SELECT run_id, at, listed, finished, failed, retries, bytes FROM bulkcopy.run_samples WHERE at > now() - $1::interval ORDER BY at DESC LIMIT 20000
        """;

    private readonly LedgerDatabase _database = new(source);

    /// <summary>Writes a sample of every run that something happens to.</summary>
    public Task<int> WriteAsync(CancellationToken cancellationToken) =>
        _database.CallAsync("sampling runs", async connection =>
        {
            await using var command = connection.Command(InsertAll);
            return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <summary>Thins out what is older than an hour, and what is older than a day. Looks back two days, so it may be forgotten for one.</summary>
    public Task<int> ThinAsync(CancellationToken cancellationToken) =>
        _database.CallAsync("thinning out samples", async connection =>
        {
            await using var minutes = connection.Command(DeleteBetween).With(TimeSpan.FromDays(2)).With(TimeSpan.FromHours(1)).With(TimeSpan.FromMinutes(1));
            await using var more = connection.Command(DeleteBetween).With(TimeSpan.FromDays(3)).With(TimeSpan.FromDays(1)).With(TimeSpan.FromMinutes(10));
            return await minutes.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false)
                + await more.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <summary>The newest samples of one run, oldest first.</summary>
    public Task<IReadOnlyList<RunSample>> ListAsync(RunId run, CancellationToken cancellationToken) =>
        _database.CallAsync<IReadOnlyList<RunSample>>($"reading samples of run {run}", async connection =>
        {
            await using var command = connection.Command(SelectOfRun).With(run.Value);
            var rows = await command.ReadAllAsync(reader => Read(reader, run, 0), cancellationToken).ConfigureAwait(false);
            rows.Reverse();
            return rows;
        }, cancellationToken);

    /// <summary>Samples of all runs that are younger than <paramref name="age"/>, oldest first.</summary>
    public Task<IReadOnlyList<RunSample>> ListRecentAsync(TimeSpan age, CancellationToken cancellationToken) =>
        _database.CallAsync<IReadOnlyList<RunSample>>("reading samples", async connection =>
        {
            await using var command = connection.Command(SelectRecent).With(age);
            var rows = await command.ReadAllAsync(reader => Read(reader, new RunId(reader.GetInt32(0)), 1), cancellationToken).ConfigureAwait(false);
            rows.Reverse();
            return rows;
        }, cancellationToken);

    private static RunSample Read(NpgsqlDataReader reader, RunId run, int first) => new(
        run, reader.Time(first), reader.GetInt64(first + 1), reader.GetInt64(first + 2), reader.GetInt64(first + 3), reader.GetInt64(first + 4), reader.GetInt64(first + 5));
}

/// <summary>How far a run was at a moment.</summary>
public sealed record RunSample(RunId Run, DateTimeOffset At, long Listed, long Finished, long Failed, long Retries, long Bytes);
