using BulkCopy.Engine.Jobs;
using BulkCopy.Postgres.Ledger;
using Npgsql;

namespace BulkCopy.Postgres.Queries;

/// <summary>What webhooks are to be told. A trigger queues it in the transaction that changes a run's state.</summary>
/// <param name="source">From <see cref="LedgerDataSource"/>.</param>
public sealed class WebhookDeliveries(NpgsqlDataSource source)
{
    private const string Claim = """
        WITH due AS (
            SELECT delivery_id, webhook_id FROM bulkcopy.webhook_deliveries WHERE settled_at IS NULL AND next_at <= now()
            ORDER BY next_at, delivery_id LIMIT $1 FOR UPDATE SKIP LOCKED
        )
        UPDATE bulkcopy.webhook_deliveries d SET attempts = d.attempts + 1, next_at = now() + $2
        FROM due JOIN bulkcopy.webhooks w USING (webhook_id)
        WHERE d.delivery_id = due.delivery_id
        RETURNING d.delivery_id, d.run_id, d.state_before, d.state, d.happened_at, d.attempts, w.name, w.url, w.master_key_id, w.sealed_key, w.sealed_secret
        """;

    private const string SettleIfAttempt = """
        UPDATE bulkcopy.webhook_deliveries SET settled_at = now(), delivered = $3, last_status = $4, last_error = $5
        WHERE delivery_id = $1 AND attempts = $2 AND settled_at IS NULL
        """;

    private const string PostponeIfAttempt = """
        UPDATE bulkcopy.webhook_deliveries SET next_at = now() + $3, last_status = $4, last_error = $5
        WHERE delivery_id = $1 AND attempts = $2 AND settled_at IS NULL
        """;

    private const string SelectPage = """
        SELECT delivery_id, run_id, state_before, state, happened_at, attempts, next_at, settled_at, delivered, last_status, last_error
        FROM bulkcopy.webhook_deliveries WHERE webhook_id = $1 AND delivery_id < $2 ORDER BY delivery_id DESC LIMIT $3
        """;

    private const string DeleteSettled = """
        DELETE FROM bulkcopy.webhook_deliveries WHERE delivery_id IN (
            SELECT delivery_id FROM bulkcopy.webhook_deliveries WHERE settled_at < now() - $1::interval LIMIT $2)
        """;

    private readonly LedgerDatabase _database = new(source);

    /// <summary>
    /// Takes deliveries that are due. Until <paramref name="lease"/> has passed nobody else takes them; what a process took that died is due again then,
    /// so that a receiver may be told twice and never not at all.
    /// </summary>
    public Task<List<DueDelivery>> ClaimAsync(int most, TimeSpan lease, CancellationToken cancellationToken) =>
        _database.CallAsync("taking webhook deliveries", async connection =>
        {
            await using var command = connection.Command(Claim).With(most).With(lease);
            return await command.ReadAllAsync(
                reader => new DueDelivery(
                    reader.GetInt64(0), new RunId(reader.GetInt32(1)), reader.TextOrNull(2), reader.GetString(3), reader.Time(4), reader.GetInt32(5),
                    reader.GetString(6), reader.GetString(7), reader.GetString(8), reader.GetFieldValue<byte[]>(9), reader.GetFieldValue<byte[]>(10)),
                cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <summary>Ends a delivery, told or given up; <c>false</c> if somebody else took it meanwhile.</summary>
    public Task<bool> SettleAsync(DueDelivery delivery, bool delivered, int? status, string? error, CancellationToken cancellationToken) =>
        _database.CallAsync("settling a webhook delivery", async connection =>
        {
            await using var command = connection.Command(SettleIfAttempt).With(delivery.Id).With(delivery.Attempt).With(delivered).With(status).With(error);
            return await command.ChangesAsync(cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <summary>Makes a delivery due again after a while; <c>false</c> if somebody else took it meanwhile.</summary>
    public Task<bool> PostponeAsync(DueDelivery delivery, TimeSpan wait, int? status, string? error, CancellationToken cancellationToken) =>
        _database.CallAsync("postponing a webhook delivery", async connection =>
        {
            await using var command = connection.Command(PostponeIfAttempt).With(delivery.Id).With(delivery.Attempt).With(wait).With(status).With(error);
            return await command.ChangesAsync(cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <summary>Deliveries of a webhook, newest first, before <paramref name="before"/>.</summary>
    public Task<List<DeliveryRow>> ListAsync(int webhook, long? before, int most, CancellationToken cancellationToken) =>
        _database.CallAsync("listing webhook deliveries", async connection =>
        {
            await using var command = connection.Command(SelectPage).With(webhook).With(before ?? long.MaxValue).With(most);
            return await command.ReadAllAsync(
                reader => new DeliveryRow(
                    reader.GetInt64(0), reader.GetInt32(1), reader.TextOrNull(2), reader.GetString(3), reader.Time(4), reader.GetInt32(5), reader.Time(6),
                    reader.TimeOrNull(7), reader.GetBoolean(8), reader.IntOrNull(9), reader.TextOrNull(10)),
                cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <summary>Deletes some of the deliveries that were settled so long ago; whether there may be more.</summary>
    public Task<bool> SweepAsync(TimeSpan age, int most, CancellationToken cancellationToken) =>
        _database.CallAsync("deleting old webhook deliveries", async connection =>
        {
            await using var command = connection.Command(DeleteSettled).With(age).With(most);
            return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) == most;
        }, cancellationToken);
}

/// <summary>A delivery that was taken to be made.</summary>
public sealed record DueDelivery(
    long Id, RunId Run, string? StateBefore, string State, DateTimeOffset HappenedAt, int Attempt, string Webhook, string Url, string MasterKeyId, byte[] SealedKey, byte[] SealedSecret);

/// <summary>A delivery and what came of it.</summary>
public sealed record DeliveryRow(
    long DeliveryId, int RunId, string? StateBefore, string State, DateTimeOffset HappenedAt, int Attempts, DateTimeOffset NextAt, DateTimeOffset? SettledAt, bool Delivered,
    int? LastStatus, string? LastError);
