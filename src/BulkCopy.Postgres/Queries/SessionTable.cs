using BulkCopy.Postgres.Ledger;
using Npgsql;

namespace BulkCopy.Postgres.Queries;

/// <summary>Sessions of signed-in people. A session is found by the hash of what its cookie holds.</summary>
/// <param name="source">From <see cref="LedgerDataSource"/>.</param>
public sealed class SessionTable(NpgsqlDataSource source)
{
    private const string DeleteExpired = """
        DELETE FROM bulkcopy.sessions WHERE token_hash IN (SELECT token_hash FROM bulkcopy.sessions WHERE expires_at <= now() LIMIT 100)
        """;

    private const string Insert = "INSERT INTO bulkcopy.sessions (token_hash, account_id, expires_at) VALUES ($1, $2, now() + $3)";

    private const string Touch = """
        UPDATE bulkcopy.sessions SET last_seen_at = now() WHERE token_hash = $1 AND last_seen_at < now() - interval '1 minute'
        """;

    private const string FindLive = """
        SELECT a.account_id, a.origin, a.name, a.role
        FROM bulkcopy.sessions s JOIN bulkcopy.accounts a USING (account_id)
        WHERE s.token_hash = $1 AND s.expires_at > now() AND s.last_seen_at > now() - $2::interval AND a.disabled_at IS NULL
        """;

    private const string Delete = "DELETE FROM bulkcopy.sessions WHERE token_hash = $1";

    private readonly LedgerDatabase _database = new(source);

    /// <summary>Begins a session, and forgets some that are over.</summary>
    public Task BeginAsync(byte[] tokenHash, int account, TimeSpan lasts, CancellationToken cancellationToken) =>
        _database.CallAsync("beginning a session", async connection =>
        {
            await using var batch = new NpgsqlBatch(connection);
            batch.Add(DeleteExpired);
            batch.Add(Insert).With(tokenHash).With(account).With(lasts);
            return await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <summary>The account of a live session whose account may still sign in; <c>null</c> otherwise. Its role is the account's of now.</summary>
    public Task<SessionRow?> FindLiveAsync(byte[] tokenHash, TimeSpan idle, CancellationToken cancellationToken) =>
        _database.CallAsync("looking up a session", async connection =>
        {
            await using var find = connection.Command(FindLive).With(tokenHash).With(idle);
            var session = await find.ReadFirstAsync(
                reader => new SessionRow(reader.GetInt32(0), reader.GetString(1), reader.GetString(2), reader.GetString(3)), cancellationToken).ConfigureAwait(false);
            if (session is not null)
            {
                await using var touch = connection.Command(Touch).With(tokenHash);
                await touch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }
            return session;
        }, cancellationToken);

    /// <summary>Ends a session; one that does not exist is no error.</summary>
    public Task EndAsync(byte[] tokenHash, CancellationToken cancellationToken) =>
        _database.CallAsync("ending a session", async connection =>
        {
            await using var command = connection.Command(Delete).With(tokenHash);
            return await command.ChangesAsync(cancellationToken).ConfigureAwait(false);
        }, cancellationToken);
}

/// <summary>Who a session belongs to.</summary>
public sealed record SessionRow(int AccountId, string Origin, string Name, string Role);
