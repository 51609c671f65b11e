using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using Npgsql;

namespace BulkCopy.Postgres.Ledger;

/// <summary>Sources that changed under a run, in PostgreSQL.</summary>
/// <param name="source">From <see cref="LedgerDataSource"/>.</param>
public sealed class RevisionLedger(NpgsqlDataSource source) : IRevisionLedger
{
    private const string Revise = """
        INSERT INTO bulkcopy.source_revisions AS r (run_id, entry_id, size, last_modified, way, etag, storage_class) VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (run_id, entry_id) DO UPDATE SET size = excluded.size, last_modified = excluded.last_modified, way = excluded.way,
            etag = excluded.etag, storage_class = excluded.storage_class, revisions = r.revisions + 1, revised_at = now()
        """;

    private readonly LedgerDatabase _database = new(source);

    /// <inheritdoc/>
    public Task ReviseAsync(RunId run, ManifestEntry revised, CancellationToken cancellationToken) =>
        _database.CallAsync($"writing down that the source of entry {revised.Id} changed", connection => ReviseAsync(connection, run, revised, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<ManifestEntry?> SeeAsync(RunId run, ManifestEntry seen, DestinationKey key, CancellationToken cancellationToken) =>
        _database.CallAsync($"writing down how the source of entry {seen.Id} is", async connection =>
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            if (await DestinationKeyRows.TakeAsync(connection, run, new DestinationRecord(seen.LastModified, [], [key]), cancellationToken).ConfigureAwait(false) is [var conflict])
                return conflict.Holder;
            await ReviseAsync(connection, run, seen, cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return null;
        }, cancellationToken);

    private static async Task<bool> ReviseAsync(NpgsqlConnection connection, RunId run, ManifestEntry revised, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(Revise)
            .With(run.Value).With(revised.Id.Value).With(revised.Size).With(revised.LastModified.UtcDateTime).With(revised.Way).With(revised.ETag).With(revised.StorageClass);
        return await command.ChangesAsync(cancellationToken).ConfigureAwait(false);
    }
}
