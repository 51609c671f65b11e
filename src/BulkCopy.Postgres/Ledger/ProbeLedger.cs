using System.Text.Json;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Probing;
using Npgsql;

namespace BulkCopy.Postgres.Ledger;

/// <summary>Results of probes in PostgreSQL.</summary>
/// <param name="source">From <see cref="LedgerDataSource"/>.</param>
public sealed class ProbeLedger(NpgsqlDataSource source) : IProbeLedger
{
    private const string Find = """
        SELECT capabilities::text FROM bulkcopy.store_probes
        WHERE source_store = $1 AND source_bucket = $2 AND destination_store = $3 AND destination_bucket = $4 AND capabilities IS NOT NULL
        """;

    private const string TryBegin = """
        INSERT INTO bulkcopy.store_probes AS p (source_store, source_bucket, destination_store, destination_bucket, begun_at) VALUES ($1, $2, $3, $4, now())
        ON CONFLICT (source_store, source_bucket, destination_store, destination_bucket) DO UPDATE SET begun_at = now()
        WHERE p.begun_at IS NULL OR p.begun_at < now() - $5::interval
        """;

    private const string Save = """
        INSERT INTO bulkcopy.store_probes (source_store, source_bucket, destination_store, destination_bucket, capabilities, probed_at)
        VALUES ($1, $2, $3, $4, $5::jsonb, now())
        ON CONFLICT (source_store, source_bucket, destination_store, destination_bucket)
        DO UPDATE SET capabilities = excluded.capabilities, probed_at = excluded.probed_at, begun_at = NULL
        """;

    private readonly LedgerDatabase _database = new(source);

    /// <inheritdoc/>
    public Task<StoreCapabilities?> FindAsync(StoreLocation source, StoreLocation destination, CancellationToken cancellationToken) =>
        _database.CallAsync($"reading what is known of {source} and {destination}", async connection =>
        {
            await using var command = Places(connection.Command(Find), source, destination);
            var json = await command.ReadFirstAsync(reader => reader.GetString(0), cancellationToken).ConfigureAwait(false);
            return json is null ? null : JsonSerializer.Deserialize<StoreCapabilities>(json, JobSpecJson.Options);
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> TryBeginAsync(StoreLocation source, StoreLocation destination, TimeSpan lease, CancellationToken cancellationToken) =>
        _database.CallAsync($"taking the probe of {source} and {destination}", async connection =>
        {
            await using var command = Places(connection.Command(TryBegin), source, destination).With(lease);
            return await command.ChangesAsync(cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <inheritdoc/>
    public Task SaveAsync(StoreLocation source, StoreLocation destination, StoreCapabilities capabilities, CancellationToken cancellationToken) =>
        !capabilities.IsConclusive ? Task.CompletedTask : _database.CallAsync($"writing down what {source} and {destination} do", async connection =>
        {
            await using var command = Places(connection.Command(Save), source, destination).With(JsonSerializer.Serialize(capabilities, JobSpecJson.Options));
            return await command.ChangesAsync(cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    private static NpgsqlCommand Places(NpgsqlCommand command, StoreLocation source, StoreLocation destination) =>
        command.With(source.Store).With(source.Bucket).With(destination.Store).With(destination.Bucket);
}
