using BulkCopy.Engine.Jobs;
using Npgsql;

namespace BulkCopy.Postgres.Ledger;

/// <summary>Reads runs with their totals.</summary>
internal static class RunRows
{
    private const string Select = """
        SELECT r.run_id, r.job_id, r.spec, r.state, r.state_reason, r.priority, r.listing_done, r.created_at, r.started_at, r.finished_at, t.*
        FROM bulkcopy.runs r CROSS JOIN LATERAL (
            SELECT coalesce(sum(listed), 0)::bigint, coalesce(sum(listed_bytes), 0)::bigint, coalesce(sum(copied), 0)::bigint,
                coalesce(sum(adopted), 0)::bigint, coalesce(sum(skipped), 0)::bigint, coalesce(sum(source_changed), 0)::bigint,
                coalesce(sum(already_present), 0)::bigint, coalesce(sum(failed), 0)::bigint, coalesce(sum(bytes), 0)::bigint,
                coalesce(sum(verified), 0)::bigint, coalesce(sum(size_only), 0)::bigint, coalesce(sum(retries), 0)::bigint,
                coalesce(sum(deleted), 0)::bigint, coalesce(sum(to_delete), 0)::bigint, coalesce(sum(source_seen), 0)::bigint, coalesce(sum(destination_seen), 0)::bigint
            FROM bulkcopy.run_totals WHERE run_id = r.run_id) t
        """;

    private const string Find = Select + " WHERE r.run_id = $1";
    private const string List = Select + " WHERE r.run_id < $1 ORDER BY r.run_id DESC LIMIT $2";
    private const string ListUnfinished = Select + " WHERE r.finished_at IS NULL ORDER BY r.priority DESC, r.run_id";

    public static async Task<Run?> FindAsync(NpgsqlConnection connection, RunId run, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(Find).With(run.Value);
        return await command.ReadFirstAsync(Read, cancellationToken).ConfigureAwait(false);
    }

    public static async Task<IReadOnlyList<Run>> ListAsync(NpgsqlConnection connection, RunId? before, int most, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(List).With(before?.Value ?? int.MaxValue).With(most);
        return await command.ReadAllAsync(Read, cancellationToken).ConfigureAwait(false);
    }

    public static async Task<IReadOnlyList<Run>> ListUnfinishedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(ListUnfinished);
        return await command.ReadAllAsync(Read, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads sixteen totals in the order of <see cref="RunTotals"/>'s members.</summary>
    internal static RunTotals ReadTotals(NpgsqlDataReader reader, int first) => new()
    {
        Listed = reader.GetInt64(first),
        ListedBytes = reader.GetInt64(first + 1),
        Copied = reader.GetInt64(first + 2),
        Adopted = reader.GetInt64(first + 3),
        Skipped = reader.GetInt64(first + 4),
        SourceChanged = reader.GetInt64(first + 5),
        AlreadyPresent = reader.GetInt64(first + 6),
        Failed = reader.GetInt64(first + 7),
        Bytes = reader.GetInt64(first + 8),
        Verified = reader.GetInt64(first + 9),
        SizeOnly = reader.GetInt64(first + 10),
        Retries = reader.GetInt64(first + 11),
        Deleted = reader.GetInt64(first + 12),
        ToDelete = reader.GetInt64(first + 13),
        SourceSeen = reader.GetInt64(first + 14),
        DestinationSeen = reader.GetInt64(first + 15),
    };

    private static Run Read(NpgsqlDataReader reader) => new()
    {
        Id = new RunId(reader.GetInt32(0)),
        JobId = new JobId(reader.GetInt64(1)),
        Spec = JobSpecJson.Read(reader.GetString(2)),
        State = reader.GetFieldValue<RunState>(3),
        StateReason = reader.TextOrNull(4),
        Priority = reader.GetInt32(5),
        ListingDone = reader.GetBoolean(6),
        CreatedAt = reader.Time(7),
        StartedAt = reader.TimeOrNull(8),
        FinishedAt = reader.TimeOrNull(9),
        Totals = ReadTotals(reader, 10),
    };
}
