using BulkCopy.Postgres.Ledger;
using Npgsql;

namespace BulkCopy.Postgres.Queries;

/// <summary>People who sign in.</summary>
/// <param name="source">From <see cref="LedgerDataSource"/>.</param>
public sealed class AccountTable(NpgsqlDataSource source)
{
    private const string Columns =
        "account_id, origin, name, role, password_hash, created_at, disabled_at, failed_sign_ins, CASE WHEN locked_until > now() THEN locked_until END, revision";

    private const string Any = "SELECT EXISTS (SELECT FROM bulkcopy.accounts WHERE disabled_at IS NULL)";

    private const string SelectByName = $"SELECT {Columns} FROM bulkcopy.accounts WHERE origin = $1 AND name = $2";

    private const string SelectPage = $"SELECT {Columns} FROM bulkcopy.accounts WHERE account_id > $1 ORDER BY account_id LIMIT $2";

    private const string Insert = $"""
        INSERT INTO bulkcopy.accounts (name, role, password_hash) VALUES ($1, $2, $3)
        ON CONFLICT (origin, name) DO NOTHING RETURNING {Columns}
        """;

    private const string UpsertForeign = $"""
        INSERT INTO bulkcopy.accounts (origin, name, role) VALUES ($1, $2, $3)
        ON CONFLICT (origin, name) DO UPDATE SET role = excluded.role RETURNING {Columns}
        """;

    // Sessions end in the statement that changes the account: whatever breaks off between two would leave them.
    private const string UpdateIfRevision = $"""
        WITH ended AS (
            DELETE FROM bulkcopy.sessions WHERE account_id = (SELECT account_id FROM bulkcopy.accounts WHERE account_id = $1 AND revision = $2)
        )
        UPDATE bulkcopy.accounts SET role = $3, disabled_at = CASE WHEN $4 THEN coalesce(disabled_at, now()) END, revision = revision + 1
        WHERE account_id = $1 AND revision = $2 RETURNING {Columns}
        """;

    private const string SetPassword = """
        WITH ended AS (DELETE FROM bulkcopy.sessions WHERE account_id = $1)
        UPDATE bulkcopy.accounts SET password_hash = $2, failed_sign_ins = 0, locked_until = NULL, revision = revision + 1
        WHERE account_id = $1 AND origin = 'local'
        """;

    private const string Rehash = "UPDATE bulkcopy.accounts SET password_hash = $2 WHERE account_id = $1 AND origin = 'local'";

    private const string CountFailure = """
        UPDATE bulkcopy.accounts SET
            failed_sign_ins = CASE WHEN failed_sign_ins + 1 >= $2 THEN 0 ELSE failed_sign_ins + 1 END,
            locked_until = CASE WHEN failed_sign_ins + 1 >= $2 THEN now() + $3 ELSE locked_until END
        WHERE account_id = $1
        """;

    private const string ClearFailures = "UPDATE bulkcopy.accounts SET failed_sign_ins = 0, locked_until = NULL WHERE account_id = $1 AND failed_sign_ins > 0";

    // Locked, so that of two administrators who take the role from each other the second waits for the first.
    private const string LockAdmins = "SELECT account_id FROM bulkcopy.accounts WHERE role = 'Admin' AND disabled_at IS NULL ORDER BY account_id FOR NO KEY UPDATE";

    private readonly LedgerDatabase _database = new(source);

    /// <summary>Whether anybody can sign in at all.</summary>
    public Task<bool> AnyAsync(CancellationToken cancellationToken) =>
        _database.CallAsync("looking for accounts", async connection =>
        {
            await using var command = connection.Command(Any);
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true;
        }, cancellationToken);

    /// <summary>The account of that name; <c>null</c> if there is none.</summary>
    public Task<AccountRow?> FindAsync(string origin, string name, CancellationToken cancellationToken) =>
        _database.CallAsync("reading an account", async connection =>
        {
            await using var command = connection.Command(SelectByName).With(origin).With(name);
            return await command.ReadFirstAsync(Read, cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <summary>Accounts in the order in which they were made, after <paramref name="after"/>.</summary>
    public Task<List<AccountRow>> ListAsync(int after, int most, CancellationToken cancellationToken) =>
        _database.CallAsync("listing accounts", async connection =>
        {
            await using var command = connection.Command(SelectPage).With(after).With(most);
            return await command.ReadAllAsync(Read, cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <summary>Makes a local account; <c>null</c> if the name is taken.</summary>
    public Task<AccountRow?> CreateAsync(string name, string role, string passwordHash, CancellationToken cancellationToken) =>
        _database.CallAsync("making an account", async connection =>
        {
            await using var command = connection.Command(Insert).With(name).With(role).With(passwordHash);
            return await command.ReadFirstAsync(Read, cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <summary>Writes down who signed in elsewhere, with the role that follows from what was told there.</summary>
    public Task<AccountRow> RecordForeignAsync(string origin, string name, string role, CancellationToken cancellationToken) =>
        _database.CallAsync("writing down who signed in elsewhere", async connection =>
        {
            await using var command = connection.Command(UpsertForeign).With(origin).With(name).With(role);
            return (await command.ReadFirstAsync(Read, cancellationToken).ConfigureAwait(false))!;
        }, cancellationToken);

    /// <summary>Changes role and whether it may sign in, and ends its sessions, unless no administrator would be left.</summary>
    /// <returns>Whether an administrator is left, and the account as it is then: <c>null</c> if it has changed meanwhile.</returns>
    public Task<(bool HasAdmin, AccountRow? Changed)> UpdateIfRevisionAsync(int account, int revision, string role, bool disabled, CancellationToken cancellationToken) =>
        _database.CallAsync("changing an account", async connection =>
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            if (disabled || role != "Admin")
            {
                await using var look = connection.Command(LockAdmins);
                if (!(await look.ReadAllAsync(reader => reader.GetInt32(0), cancellationToken).ConfigureAwait(false)).Exists(admin => admin != account))
                    return (false, (AccountRow?)null);
            }
            await using var command = connection.Command(UpdateIfRevision).With(account).With(revision).With(role).With(disabled);
            var changed = await command.ReadFirstAsync(Read, cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return (true, changed);
        }, cancellationToken);

    /// <summary>Sets a new password, ends a lock and the account's sessions.</summary>
    public Task<bool> SetPasswordAsync(int account, string passwordHash, CancellationToken cancellationToken) =>
        ChangeAsync("setting a password", connection => connection.Command(SetPassword).With(account).With(passwordHash), cancellationToken);

    /// <summary>Replaces the hash of an unchanged password by a stronger one.</summary>
    public Task<bool> RehashAsync(int account, string passwordHash, CancellationToken cancellationToken) =>
        ChangeAsync("renewing a password's hash", connection => connection.Command(Rehash).With(account).With(passwordHash), cancellationToken);

    /// <summary>Counts a wrong password; the <paramref name="most"/>th locks the account for <paramref name="lockFor"/>.</summary>
    public Task<bool> CountFailureAsync(int account, int most, TimeSpan lockFor, CancellationToken cancellationToken) =>
        ChangeAsync("counting a wrong password", connection => connection.Command(CountFailure).With(account).With(most).With(lockFor), cancellationToken);

    /// <summary>Forgets wrong passwords after a right one.</summary>
    public Task<bool> ClearFailuresAsync(int account, CancellationToken cancellationToken) =>
        ChangeAsync("forgetting wrong passwords", connection => connection.Command(ClearFailures).With(account), cancellationToken);

    private Task<bool> ChangeAsync(string doing, Func<NpgsqlConnection, NpgsqlCommand> build, CancellationToken cancellationToken) =>
        _database.CallAsync(doing, async connection =>
        {
            await using var command = build(connection);
            return await command.ChangesAsync(cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    private static AccountRow Read(NpgsqlDataReader reader) => new()
    {
        Id = reader.GetInt32(0),
        Origin = reader.GetString(1),
        Name = reader.GetString(2),
        Role = reader.GetString(3),
        PasswordHash = reader.TextOrNull(4),
        CreatedAt = reader.Time(5),
        DisabledAt = reader.TimeOrNull(6),
        FailedSignIns = reader.GetInt32(7),
        LockedUntil = reader.TimeOrNull(8),
        Revision = reader.GetInt32(9),
    };
}
