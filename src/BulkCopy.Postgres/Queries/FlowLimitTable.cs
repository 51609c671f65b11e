using BulkCopy.Engine.Throttling;
using BulkCopy.Postgres.Ledger;
using BulkCopy.Postgres.Throttling;
using Npgsql;

namespace BulkCopy.Postgres.Queries;

/// <summary>The limits that operators set. Workers take a change over within about a second.</summary>
/// <param name="source">From <see cref="LedgerDataSource"/>.</param>
public sealed class FlowLimitTable(NpgsqlDataSource source)
{
    private const string Upsert = """
        INSERT INTO bulkcopy.flow_limits AS l (store, bucket, requests_per_second, bytes_per_second, in_flight, windows, updated_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (store, bucket) DO UPDATE SET (requests_per_second, bytes_per_second, in_flight, windows, updated_at, updated_by)
            = ROW (excluded.requests_per_second, excluded.bytes_per_second, excluded.in_flight, excluded.windows, now(), excluded.updated_by)
        """;

    private const string InsertIfNone = """
        INSERT INTO bulkcopy.flow_limits (store, bucket, requests_per_second, bytes_per_second, in_flight, windows, updated_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING
        """;

    private const string UpdateIfUnchanged = """
        UPDATE bulkcopy.flow_limits SET (requests_per_second, bytes_per_second, in_flight, windows, updated_at, updated_by) = ROW ($3, $4, $5, $6::text[], now(), $7)
        WHERE store = $1 AND bucket = $2 AND updated_at = $8
        """;

    private const string DeleteIfUnchanged = "DELETE FROM bulkcopy.flow_limits WHERE store = $1 AND bucket = $2 AND updated_at = $3";

    private const string DeleteOne = "DELETE FROM bulkcopy.flow_limits WHERE store = $1 AND bucket = $2";

    private const string SelectAll = """
        SELECT store, bucket, requests_per_second, bytes_per_second, in_flight, windows, updated_at, updated_by FROM bulkcopy.flow_limits ORDER BY store, bucket
        """;

    private readonly LedgerDatabase _database = new(source);

    /// <summary>Sets the limits of a bucket, or with <c>null</c> those of each bucket of the store that has none of its own. Replaces what was set before.</summary>
    public Task SetAsync(string store, string? bucket, FlowLimit limit, string by, CancellationToken cancellationToken) =>
        _database.CallAsync($"setting limits of {store}:{bucket}", async connection =>
        {
            await using var command = connection.Command(Upsert).With(store).With(bucket ?? "").With(limit.RequestsPerSecond).With(limit.BytesPerSecond)
                .With(limit.InFlight).With(limit.Windows.Select(window => window.Text).ToArray()).With(by);
            return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <summary>Sets limits as <see cref="SetAsync"/> does, unless they are others than those of <paramref name="was"/>, or there are some and it is <c>null</c>: <c>false</c>.</summary>
    public Task<bool> SetIfUnchangedAsync(string store, string? bucket, FlowLimit limit, string by, DateTimeOffset? was, CancellationToken cancellationToken) =>
        _database.CallAsync($"setting limits of {store}:{bucket}", async connection =>
        {
            await using var command = connection.Command(was is null ? InsertIfNone : UpdateIfUnchanged).With(store).With(bucket ?? "").With(limit.RequestsPerSecond)
                .With(limit.BytesPerSecond).With(limit.InFlight).With(limit.Windows.Select(window => window.Text).ToArray()).With(by);
            if (was is { } at)
                command.With(at);
            return await command.ChangesAsync(cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <summary>Removes limits that were set at this moment; <c>false</c> if there are others, or none.</summary>
    public Task<bool> ClearIfUnchangedAsync(string store, string? bucket, DateTimeOffset was, CancellationToken cancellationToken) =>
        _database.CallAsync($"removing limits of {store}:{bucket}", async connection =>
        {
            await using var command = connection.Command(DeleteIfUnchanged).With(store).With(bucket ?? "").With(was);
            return await command.ChangesAsync(cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <summary>Removes limits; <c>false</c> if there were none.</summary>
    public Task<bool> ClearAsync(string store, string? bucket, CancellationToken cancellationToken) =>
        _database.CallAsync($"removing limits of {store}:{bucket}", async connection =>
        {
            await using var command = connection.Command(DeleteOne).With(store).With(bucket ?? "");
            return await command.ChangesAsync(cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <summary>All limits, by store and bucket.</summary>
    public Task<List<FlowLimitRow>> ListAsync(CancellationToken cancellationToken) =>
        _database.CallAsync("reading limits", async connection =>
        {
            await using var command = connection.Command(SelectAll);
            return await command.ReadAllAsync(
                reader => new FlowLimitRow(
                    reader.GetString(0), reader.GetString(1) is { Length: > 0 } bucket ? bucket : null, FlowRows.ReadLimit(reader, 2), reader.Time(6), reader.GetString(7)),
                cancellationToken).ConfigureAwait(false);
        }, cancellationToken);
}

/// <summary>Limits as they were set.</summary>
/// <param name="Store">The store.</param>
/// <param name="Bucket">The bucket; <c>null</c>: each bucket of the store that has none of its own.</param>
/// <param name="Limit">The limits.</param>
/// <param name="UpdatedAt">When they were set.</param>
/// <param name="UpdatedBy">By whom.</param>
public sealed record FlowLimitRow(string Store, string? Bucket, FlowLimit Limit, DateTimeOffset UpdatedAt, string UpdatedBy);
