using Npgsql;

namespace BulkCopy.Postgres.Migrations;

/// <summary>Brings a database's schema forward, and says how far it is.</summary>
public sealed class MigrationRunner
{
    private readonly NpgsqlDataSource _database;
    private readonly MigrationSet _set;

    /// <summary>A runner over the migrations of this build.</summary>
    public MigrationRunner(NpgsqlDataSource database) : this(database, MigrationSet.Embedded) { }

    /// <summary>A runner over given migrations.</summary>
    public MigrationRunner(NpgsqlDataSource database, MigrationSet set)
    {
        _database = database;
        _set = set;
    }

    /// <summary>Compares the database with this build; changes nothing and does not wait for a running migration.</summary>
    public async Task<SchemaStatus> GetStatusAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await _database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            return Compare(
                await MigrationTable.ExistsAsync(connection, cancellationToken).ConfigureAwait(false)
                    ? await MigrationTable.SelectAllAsync(connection, cancellationToken).ConfigureAwait(false)
                    : []);
        }
        catch (Exception e) when (DatabaseUnavailableException.Explains(e))
        {
            return new SchemaStatus.Unreachable(DatabaseUnavailableException.For(_database.ConnectionString, e));
        }
    }

    /// <summary>Returns when the schema is the one this build works with. What every host does before anything else.</summary>
    /// <exception cref="SchemaVersionException">It is older, newer or edited; the message names the command that mends it.</exception>
    /// <exception cref="DatabaseUnavailableException">The database cannot be reached.</exception>
    public async Task EnsureCurrentAsync(CancellationToken cancellationToken)
    {
        var status = await GetStatusAsync(cancellationToken).ConfigureAwait(false);
        if (status is SchemaStatus.Unreachable unreachable)
            throw unreachable.Error;
        if (status is not SchemaStatus.Current)
            throw new SchemaVersionException(status);
    }

    /// <summary>
    /// Applies what is pending, each file in one transaction, and returns what this call applied. Concurrent runners
    /// wait for each other; a crash leaves whole files applied, and the next call goes on from there.
    /// </summary>
    /// <exception cref="SchemaVersionException">The schema is newer than this build, or edited.</exception>
    /// <exception cref="MigrationException">A file failed; it was rolled back.</exception>
    /// <exception cref="DatabaseUnavailableException">The database cannot be reached.</exception>
    public async Task<IReadOnlyList<Migration>> ApplyAsync(CancellationToken cancellationToken)
    {
        var applied = new List<Migration>();
        try
        {
            await using var connection = await _database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            while (await ApplyNextAsync(connection, cancellationToken).ConfigureAwait(false) is { } migration)
                applied.Add(migration);
            // Types and enums that a migration made are unknown to connections opened before it.
            await connection.ReloadTypesAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (DatabaseUnavailableException.Explains(e))
        {
            throw DatabaseUnavailableException.For(_database.ConnectionString, e);
        }

        return applied;
    }

    private async Task<Migration?> ApplyNextAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await MigrationTable.LockAndCreateAsync(connection, cancellationToken).ConfigureAwait(false);
        var status = Compare(await MigrationTable.SelectAllAsync(connection, cancellationToken).ConfigureAwait(false));
        if (status is SchemaStatus.Newer or SchemaStatus.Edited)
            throw new SchemaVersionException(status);

        var next = (status as SchemaStatus.Pending)?.Migrations[0];
        if (next is not null)
        {
            await ExecuteAsync(connection, next, cancellationToken).ConfigureAwait(false);
            await MigrationTable.InsertAsync(connection, next, cancellationToken).ConfigureAwait(false);
        }

        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return next;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, Migration migration, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = new NpgsqlCommand(migration.Sql, connection) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException e) when (!DatabaseUnavailableException.Explains(e))
        {
            throw new MigrationException(
                $"The migration {migration.FileName} failed and was rolled back: {e.MessageText} (SQLSTATE {e.SqlState}).", e);
        }
    }

    private SchemaStatus Compare(IReadOnlyList<AppliedMigration> applied)
    {
        foreach (var (known, found) in _set.Migrations.Zip(applied))
            if (found.Version != known.Version || found.Sha256 != known.Sha256)
                return new SchemaStatus.Edited(known.FileName, found.FileName);
        if (applied.Count > _set.Version)
            return new SchemaStatus.Newer(applied[^1].Version, _set.Version);
        return applied.Count == _set.Version
            ? new SchemaStatus.Current(_set.Version)
            : new SchemaStatus.Pending(applied.Count, [.. _set.Migrations.Skip(applied.Count)]);
    }
}
