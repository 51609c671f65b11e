using BulkCopy.Postgres.Ledger;
using Npgsql;

namespace BulkCopy.Postgres.Queries;

/// <summary>Stores that operators entered. Their secrets are sealed before they come here.</summary>
/// <param name="source">From <see cref="LedgerDataSource"/>.</param>
public sealed class StoreTable(NpgsqlDataSource source)
{
    private const string Columns =
        "name, settings::text, access_key_id, master_key_id, sealed_key, sealed_secret, revision, created_at, updated_at, updated_by";

    private const string SelectAll = $"SELECT {Columns} FROM bulkcopy.stores ORDER BY name";

    private const string SelectByName = $"SELECT {Columns} FROM bulkcopy.stores WHERE name = $1";

    // Jobs name stores in whatever case.
    private const string Insert = $"""
        INSERT INTO bulkcopy.stores (name, settings, access_key_id, master_key_id, sealed_key, sealed_secret, updated_by)
        SELECT $1, $2::jsonb, $3, $4, $5, $6, $7 WHERE NOT EXISTS (SELECT FROM bulkcopy.stores WHERE lower(name) = lower($1))
        ON CONFLICT (name) DO NOTHING RETURNING {Columns}
        """;

    private const string UpdateIfRevision = $"""
        UPDATE bulkcopy.stores SET settings = $3::jsonb, access_key_id = $4, master_key_id = $5, sealed_key = $6, sealed_secret = $7,
            updated_by = $8, updated_at = now(), revision = revision + 1
        WHERE name = $1 AND revision = $2 RETURNING {Columns}
        """;

    private const string DeleteIfRevision = "DELETE FROM bulkcopy.stores WHERE name = $1 AND revision = $2";

    private const string ResealIfRevision = "UPDATE bulkcopy.stores SET master_key_id = $3, sealed_key = $4, revision = revision + 1 WHERE name = $1 AND revision = $2";

    private readonly LedgerDatabase _database = new(source);

    /// <summary>All of them: there are tens, not thousands.</summary>
    public Task<List<StoreRow>> ListAsync(CancellationToken cancellationToken) =>
        _database.CallAsync("reading the stores", async connection =>
        {
            await using var command = connection.Command(SelectAll);
            return await command.ReadAllAsync(Read, cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <summary>One store; <c>null</c> if it was not entered here.</summary>
    public Task<StoreRow?> FindAsync(string name, CancellationToken cancellationToken) =>
        _database.CallAsync("reading a store", async connection =>
        {
            await using var command = connection.Command(SelectByName).With(name);
            return await command.ReadFirstAsync(Read, cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <summary>Writes down a store; <c>null</c> if the name is taken.</summary>
    public Task<StoreRow?> CreateAsync(StoreRow store, CancellationToken cancellationToken) =>
        _database.CallAsync($"writing down the store '{store.Name}'", async connection =>
        {
            await using var command = connection.Command(Insert).With(store.Name).With(store.Settings).With(store.AccessKeyId)
                .With(store.MasterKeyId).With(store.SealedKey).With(store.SealedSecret).With(store.UpdatedBy);
            return await command.ReadFirstAsync(Read, cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <summary>Replaces a store; <c>null</c> if it has changed meanwhile, or is gone.</summary>
    public Task<StoreRow?> UpdateIfRevisionAsync(StoreRow store, CancellationToken cancellationToken) =>
        _database.CallAsync($"changing the store '{store.Name}'", async connection =>
        {
            await using var command = connection.Command(UpdateIfRevision).With(store.Name).With(store.Revision).With(store.Settings).With(store.AccessKeyId)
                .With(store.MasterKeyId).With(store.SealedKey).With(store.SealedSecret).With(store.UpdatedBy);
            return await command.ReadFirstAsync(Read, cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <summary>Deletes a store; <c>false</c> if it has changed meanwhile, or is gone.</summary>
    public Task<bool> DeleteIfRevisionAsync(string name, int revision, CancellationToken cancellationToken) =>
        _database.CallAsync($"deleting the store '{name}'", async connection =>
        {
            await using var command = connection.Command(DeleteIfRevision).With(name).With(revision);
            return await command.ChangesAsync(cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <summary>Replaces the sealed data key only, when the master key changes; <c>false</c> if the store has changed meanwhile.</summary>
    public Task<bool> ResealIfRevisionAsync(string name, int revision, string masterKeyId, byte[] sealedKey, CancellationToken cancellationToken) =>
        _database.CallAsync($"sealing the store '{name}' with another master key", async connection =>
        {
            await using var command = connection.Command(ResealIfRevision).With(name).With(revision).With(masterKeyId).With(sealedKey);
            return await command.ChangesAsync(cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    private static StoreRow Read(NpgsqlDataReader reader) => new()
    {
        Name = reader.GetString(0),
        Settings = reader.GetString(1),
        AccessKeyId = reader.GetString(2),
        MasterKeyId = reader.GetString(3),
        SealedKey = reader.GetFieldValue<byte[]>(4),
        SealedSecret = reader.GetFieldValue<byte[]>(5),
        Revision = reader.GetInt32(6),
        CreatedAt = reader.Time(7),
        UpdatedAt = reader.Time(8),
        UpdatedBy = reader.GetString(9),
    };
}
