using BulkCopy.Postgres.Ledger;
using Npgsql;

namespace BulkCopy.Postgres.Queries;

/// <summary>Links that make the first account.</summary>
/// <param name="source">From <see cref="LedgerDataSource"/>.</param>
public sealed class SignInLinkTable(NpgsqlDataSource source)
{
    private const string Insert = "INSERT INTO bulkcopy.sign_in_links (token_hash, role, expires_at) VALUES ($1, $2, now() + $3)";

    private const string IsLive = """
        SELECT EXISTS (SELECT FROM bulkcopy.sign_in_links WHERE token_hash = $1 AND used_at IS NULL AND expires_at > now())
        """;

    // All links at once: each server, and each start of one, has made a link of its own for the one account that is wanted. Whoever is second finds none to update.
    private const string UseAll = """
        WITH used AS (
            UPDATE bulkcopy.sign_in_links SET used_at = now()
            WHERE used_at IS NULL AND expires_at > now()
                AND EXISTS (SELECT FROM bulkcopy.sign_in_links l WHERE l.token_hash = $1 AND l.used_at IS NULL AND l.expires_at > now())
            RETURNING token_hash, role
        )
        SELECT role FROM used WHERE token_hash = $1
        """;

    private const string InsertAccount = """
        INSERT INTO bulkcopy.accounts (name, role, password_hash) VALUES ($1, $2, $3)
        ON CONFLICT (origin, name) DO NOTHING RETURNING account_id
        """;

    private readonly LedgerDatabase _database = new(source);

    /// <summary>Writes down a link.</summary>
    public Task CreateAsync(byte[] tokenHash, string role, TimeSpan lasts, CancellationToken cancellationToken) =>
        _database.CallAsync("writing down a sign-in link", async connection =>
        {
            await using var command = connection.Command(Insert).With(tokenHash).With(role).With(lasts);
            return await command.ChangesAsync(cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <summary>Whether the link can still be used.</summary>
    public Task<bool> IsLiveAsync(byte[] tokenHash, CancellationToken cancellationToken) =>
        _database.CallAsync("looking up a sign-in link", async connection =>
        {
            await using var command = connection.Command(IsLive).With(tokenHash);
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true;
        }, cancellationToken);

    /// <summary>Uses the link and all others up and makes its account in one transaction: either both happen or neither.</summary>
    /// <returns>The account's number and role; <c>null</c> where the link does not work any more; number 0 where the name is taken.</returns>
    public Task<(int Account, string Role)?> RedeemAsync(byte[] tokenHash, string name, string passwordHash, CancellationToken cancellationToken) =>
        _database.CallAsync<(int, string)?>("using a sign-in link", async connection =>
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using var use = connection.Command(UseAll).With(tokenHash);
            if (await use.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not string role)
                return null;
            await using var insert = connection.Command(InsertAccount).With(name).With(role).With(passwordHash);
            if (await insert.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not int account)
                return (0, role);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return (account, role);
        }, cancellationToken);
}
