using BulkCopy.Postgres.Ledger;
using Npgsql;

namespace BulkCopy.Postgres.Queries;

/// <summary>Webhooks. Their secrets are sealed before they come here.</summary>
/// <param name="source">From <see cref="LedgerDataSource"/>.</param>
public sealed class WebhookTable(NpgsqlDataSource source)
{
    private const string Columns =
        "webhook_id, name, url, states, disabled, master_key_id, sealed_key, sealed_secret, revision, created_at, updated_at, updated_by";

    private const string SelectAll = $"SELECT {Columns} FROM bulkcopy.webhooks ORDER BY name";

    private const string SelectByName = $"SELECT {Columns} FROM bulkcopy.webhooks WHERE name = $1";

    private const string Insert = $"""
        INSERT INTO bulkcopy.webhooks (name, url, states, disabled, master_key_id, sealed_key, sealed_secret, updated_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (name) DO NOTHING RETURNING {Columns}
        """;

    // What still waits for a webhook that is disabled is given up: it is told nothing, neither now nor later.
    private const string UpdateIfRevision = $"""
        WITH given_up AS (
            UPDATE bulkcopy.webhook_deliveries SET settled_at = now(), last_error = 'The webhook was disabled.'
            WHERE $5 AND settled_at IS NULL AND webhook_id = (SELECT webhook_id FROM bulkcopy.webhooks WHERE name = $1 AND revision = $2)
        )
        UPDATE bulkcopy.webhooks SET url = $3, states = $4, disabled = $5, master_key_id = $6, sealed_key = $7, sealed_secret = $8,
            updated_by = $9, updated_at = now(), revision = revision + 1
        WHERE name = $1 AND revision = $2 RETURNING {Columns}
        """;

    private const string DeleteIfRevision = "DELETE FROM bulkcopy.webhooks WHERE name = $1 AND revision = $2";

    private const string ResealIfRevision = "UPDATE bulkcopy.webhooks SET master_key_id = $3, sealed_key = $4, revision = revision + 1 WHERE name = $1 AND revision = $2";

    private readonly LedgerDatabase _database = new(source);

    /// <summary>All of them: there are tens, not thousands.</summary>
    public Task<List<WebhookRow>> ListAsync(CancellationToken cancellationToken) =>
        _database.CallAsync("reading the webhooks", async connection =>
        {
            await using var command = connection.Command(SelectAll);
            return await command.ReadAllAsync(Read, cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <summary>One webhook; <c>null</c> if there is none.</summary>
    public Task<WebhookRow?> FindAsync(string name, CancellationToken cancellationToken) =>
        _database.CallAsync("reading a webhook", async connection =>
        {
            await using var command = connection.Command(SelectByName).With(name);
            return await command.ReadFirstAsync(Read, cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <summary>Writes down a webhook; <c>null</c> if the name is taken.</summary>
    public Task<WebhookRow?> CreateAsync(WebhookRow webhook, CancellationToken cancellationToken) =>
        _database.CallAsync("writing down a webhook", async connection =>
        {
            await using var command = connection.Command(Insert).With(webhook.Name).With(webhook.Url).With(webhook.States).With(webhook.Disabled)
                .With(webhook.MasterKeyId).With(webhook.SealedKey).With(webhook.SealedSecret).With(webhook.UpdatedBy);
            return await command.ReadFirstAsync(Read, cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <summary>Replaces a webhook, and gives up what waits for one that is disabled; <c>null</c> if it has changed meanwhile, or is gone.</summary>
    public Task<WebhookRow?> UpdateIfRevisionAsync(WebhookRow webhook, CancellationToken cancellationToken) =>
        _database.CallAsync("changing a webhook", async connection =>
        {
            await using var command = connection.Command(UpdateIfRevision).With(webhook.Name).With(webhook.Revision).With(webhook.Url).With(webhook.States)
                .With(webhook.Disabled).With(webhook.MasterKeyId).With(webhook.SealedKey).With(webhook.SealedSecret).With(webhook.UpdatedBy);
            return await command.ReadFirstAsync(Read, cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <summary>Deletes a webhook and its deliveries; <c>false</c> if it has changed meanwhile, or is gone.</summary>
    public Task<bool> DeleteIfRevisionAsync(string name, int revision, CancellationToken cancellationToken) =>
        _database.CallAsync("deleting a webhook", async connection =>
        {
            await using var command = connection.Command(DeleteIfRevision).With(name).With(revision);
            return await command.ChangesAsync(cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <summary>Replaces the sealed data key only, when the master key changes; <c>false</c> if the webhook has changed meanwhile.</summary>
    public Task<bool> ResealIfRevisionAsync(string name, int revision, string masterKeyId, byte[] sealedKey, CancellationToken cancellationToken) =>
        _database.CallAsync("sealing a webhook with another master key", async connection =>
        {
            await using var command = connection.Command(ResealIfRevision).With(name).With(revision).With(masterKeyId).With(sealedKey);
            return await command.ChangesAsync(cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    private static WebhookRow Read(NpgsqlDataReader reader) => new()
    {
        Id = reader.GetInt32(0),
        Name = reader.GetString(1),
        Url = reader.GetString(2),
        States = reader.GetFieldValue<string[]>(3),
        Disabled = reader.GetBoolean(4),
        MasterKeyId = reader.GetString(5),
        SealedKey = reader.GetFieldValue<byte[]>(6),
        SealedSecret = reader.GetFieldValue<byte[]>(7),
        Revision = reader.GetInt32(8),
        CreatedAt = reader.Time(9),
        UpdatedAt = reader.Time(10),
        UpdatedBy = reader.GetString(11),
    };
}
