using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Tiering;
using BulkCopy.Postgres.Ledger;
using Npgsql;

namespace BulkCopy.Postgres.Tiering;

/// <summary>Restores in PostgreSQL.</summary>
/// <param name="source">From <see cref="LedgerDataSource"/>.</param>
public sealed class RestoreLedger(NpgsqlDataSource source) : IRestoreLedger
{
    // The run's row is locked until the end: of two workers that admit entries, the second sees what the first admitted.
    private const string LockTotals = """
        INSERT INTO bulkcopy.restore_totals AS t (run_id) VALUES ($1)
        ON CONFLICT (run_id) DO UPDATE SET objects = t.objects
        RETURNING t.objects, t.cost
        """;

    private const string ListAdmitted = "SELECT entry_id FROM bulkcopy.restores WHERE run_id = $1 AND entry_id = ANY ($2)";

    private const string Admit = """
        INSERT INTO bulkcopy.restores (run_id, entry_id, tier, days, bytes, cost)
        SELECT $1, a.entry_id, $2, $3, a.bytes, a.cost FROM unnest($4::bigint[], $5::bigint[], $6::numeric[]) AS a (entry_id, bytes, cost)
        """;

    private const string Count = "UPDATE bulkcopy.restore_totals SET objects = objects + $2, cost = cost + $3 WHERE run_id = $1";

    private const string ReserveSlots = """
        INSERT INTO bulkcopy.restore_pace AS p (store, bucket, next_at) VALUES ($1, $2, clock_timestamp() + $3)
        ON CONFLICT (store, bucket) DO UPDATE SET next_at = greatest(p.next_at, clock_timestamp()) + $3
        RETURNING greatest(next_at - $3 - clock_timestamp(), interval '0')
        """;

    private const string WriteProgress = """
        UPDATE bulkcopy.restores r SET state = p.state, requests = r.requests + p.asked::integer,
            requested_at = CASE WHEN p.asked THEN now() ELSE r.requested_at END, checked_at = now(), expires_at = p.expires_at, message = p.message
        FROM unnest($2::bigint[], $3::text[], $4::boolean[], $5::timestamptz[], $6::text[]) AS p (entry_id, state, asked, expires_at, message)
        WHERE r.run_id = $1 AND r.entry_id = p.entry_id
        """;

    private const string CountByState = "SELECT state, count(*), sum(bytes)::bigint, sum(cost) FROM bulkcopy.restores WHERE run_id = $1 GROUP BY state";

    private readonly LedgerDatabase _database = new(source);

    /// <inheritdoc/>
    public Task<RestoreAdmission> AdmitAsync(
        RunId run, StoreLocation location, RestorePolicy policy, IReadOnlyList<RestoreAsk> asks, CancellationToken cancellationToken) =>
        _database.CallAsync($"admitting restores of run {run}", async connection =>
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using var totals = connection.Command(LockTotals).With(run.Value);
            var (objects, cost) = await totals.ReadFirstAsync(reader => (reader.GetInt64(0), reader.GetDecimal(1)), cancellationToken).ConfigureAwait(false);
            await using var list = connection.Command(ListAdmitted).With(run.Value).With(asks.Select(ask => ask.Entry.Value).ToArray());
            var admitted = (await list.ReadAllAsync(reader => new EntryId(reader.GetInt64(0)), cancellationToken).ConfigureAwait(false)).ToHashSet();
            var more = WithinCaps(policy, asks.Where(ask => !admitted.Contains(ask.Entry)), objects, cost);
            var startsIn = TimeSpan.Zero;
            if (more.Count > 0)
            {
                await AdmitAsync(connection, run, policy, more, cancellationToken).ConfigureAwait(false);
                startsIn = await ReserveAsync(connection, location, TimeSpan.FromSeconds((double)more.Count / policy.RequestsPerSecond), cancellationToken).ConfigureAwait(false);
                admitted.UnionWith(more.Select(ask => ask.Entry));
            }
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return new RestoreAdmission(admitted, startsIn);
        }, cancellationToken);

    /// <inheritdoc/>
    public Task WriteAsync(RunId run, IReadOnlyList<RestoreProgress> progress, CancellationToken cancellationToken) =>
        _database.CallAsync($"writing down restores of run {run}", async connection =>
        {
            await using var command = connection.Command(WriteProgress).With(run.Value)
                .With(progress.Select(p => p.Entry.Value).ToArray())
                .With(progress.Select(p => p.State.ToString()).ToArray())
                .With(progress.Select(p => p.Asked).ToArray())
                .With(progress.Select(p => p.ExpiresAt?.ToUniversalTime()).ToArray())
                .With(progress.Select(p => OutcomeRows.Printable(p.Message)).ToArray());
            return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<RestoreCount>> CountAsync(RunId run, CancellationToken cancellationToken) =>
        _database.CallAsync<IReadOnlyList<RestoreCount>>($"counting restores of run {run}", async connection =>
        {
            await using var command = connection.Command(CountByState).With(run.Value);
            return await command.ReadAllAsync(reader => new RestoreCount(
                Enum.Parse<RestoreProgressState>(reader.GetString(0)), reader.GetInt64(1), reader.GetInt64(2), reader.GetDecimal(3)), cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    private static List<RestoreAsk> WithinCaps(RestorePolicy policy, IEnumerable<RestoreAsk> asks, long objects, decimal cost)
    {
        var within = new List<RestoreAsk>();
        foreach (var ask in asks)
        {
            if (objects + 1 > policy.MaxObjects || cost + ask.Cost > policy.MaxCost) continue;
            (objects, cost) = (objects + 1, cost + ask.Cost);
            within.Add(ask);
        }
        return within;
    }

    private static async Task AdmitAsync(NpgsqlConnection connection, RunId run, RestorePolicy policy, List<RestoreAsk> asks, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(Admit).With(run.Value).With(policy.Tier.ToString()).With(policy.Days)
            .With(asks.Select(ask => ask.Entry.Value).ToArray()).With(asks.Select(ask => ask.Bytes).ToArray()).With(asks.Select(ask => ask.Cost).ToArray());
        batch.Add(Count).With(run.Value).With((long)asks.Count).With(asks.Sum(ask => ask.Cost));
        await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task<TimeSpan> ReserveAsync(NpgsqlConnection connection, StoreLocation location, TimeSpan length, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(ReserveSlots).With(location.Store).With(location.Bucket).With(length);
        return await command.ReadFirstAsync(reader => reader.GetTimeSpan(0), cancellationToken).ConfigureAwait(false);
    }
}
