using BulkCopy.Postgres.Ledger;
using Npgsql;

namespace BulkCopy.Postgres.Queries;

/// <summary>API keys, by their hashes.</summary>
/// <param name="source">From <see cref="LedgerDataSource"/>.</param>
public sealed class ApiKeyTable(NpgsqlDataSource source)
{
    private const string Columns = "key_id, name, role, areas, created_by, created_at, expires_at, last_used_at, revoked_at";

    private const string Insert = $"""
        INSERT INTO bulkcopy.api_keys (name, token_hash, role, areas, created_by, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6) RETURNING {Columns}
        """;

    private const string FindLive = $"""
        SELECT {Columns} FROM bulkcopy.api_keys WHERE token_hash = $1 AND expires_at > now() AND revoked_at IS NULL
        """;

    private const string Touch = """
        UPDATE bulkcopy.api_keys SET last_used_at = now()
        WHERE key_id = $1 AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')
        """;

    private const string SelectPage = $"SELECT {Columns} FROM bulkcopy.api_keys WHERE key_id > $1 ORDER BY key_id LIMIT $2";

    private const string Revoke = "UPDATE bulkcopy.api_keys SET revoked_at = now() WHERE key_id = $1 AND revoked_at IS NULL";

    private readonly LedgerDatabase _database = new(source);

    /// <summary>Writes down a key.</summary>
    public Task<ApiKeyRow> CreateAsync(
        string name, byte[] tokenHash, string role, string[] areas, string createdBy, DateTimeOffset expiresAt, CancellationToken cancellationToken) =>
        _database.CallAsync("writing down an API key", async connection =>
        {
            await using var command = connection.Command(Insert).With(name).With(tokenHash).With(role).With(areas).With(createdBy).With(expiresAt.ToUniversalTime());
            return (await command.ReadFirstAsync(Read, cancellationToken).ConfigureAwait(false))!;
        }, cancellationToken);

    /// <summary>The key with this hash, if it has not expired and was not revoked.</summary>
    public Task<ApiKeyRow?> FindLiveAsync(byte[] tokenHash, CancellationToken cancellationToken) =>
        _database.CallAsync("looking up an API key", async connection =>
        {
            await using var find = connection.Command(FindLive).With(tokenHash);
            var key = await find.ReadFirstAsync(Read, cancellationToken).ConfigureAwait(false);
            if (key is not null)
            {
                await using var touch = connection.Command(Touch).With(key.Id);
                await touch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }
            return key;
        }, cancellationToken);

    /// <summary>Keys in the order in which they were made, after <paramref name="after"/>.</summary>
    public Task<List<ApiKeyRow>> ListAsync(int after, int most, CancellationToken cancellationToken) =>
        _database.CallAsync("listing API keys", async connection =>
        {
            await using var command = connection.Command(SelectPage).With(after).With(most);
            return await command.ReadAllAsync(Read, cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <summary>Revokes a key; <c>false</c> if there is none, or it was revoked before.</summary>
    public Task<bool> RevokeAsync(int key, CancellationToken cancellationToken) =>
        _database.CallAsync("revoking an API key", async connection =>
        {
            await using var command = connection.Command(Revoke).With(key);
            return await command.ChangesAsync(cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    private static ApiKeyRow Read(NpgsqlDataReader reader) => new()
    {
        Id = reader.GetInt32(0),
        Name = reader.GetString(1),
        Role = reader.GetString(2),
        Areas = reader.GetFieldValue<string[]>(3),
        CreatedBy = reader.GetString(4),
        CreatedAt = reader.Time(5),
        ExpiresAt = reader.Time(6),
        LastUsedAt = reader.TimeOrNull(7),
        RevokedAt = reader.TimeOrNull(8),
    };
}
