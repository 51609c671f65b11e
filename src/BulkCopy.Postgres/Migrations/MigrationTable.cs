using Npgsql;

namespace BulkCopy.Postgres.Migrations;

/// <summary>Statements over <c>bulkcopy.schema_migrations</c>, the record of what was applied.</summary>
internal static class MigrationTable
{
    // "bulkcopy" in ASCII, read as one number: a key that nobody else takes by accident.
    private const long LockKey = 0x62_75_6C_6B_63_6F_70_79;

    private const string Lock = "SELECT pg_advisory_xact_lock($1)";

    private const string Exists = "SELECT to_regclass('bulkcopy.schema_migrations') IS NOT NULL";

    private const string Create =
        """
        CREATE SCHEMA IF NOT EXISTS bulkcopy;
        CREATE TABLE IF NOT EXISTS bulkcopy.schema_migrations (
            version     int PRIMARY KEY,
            name        text NOT NULL,
            sha256      text NOT NULL,
            applied_at  timestamptz NOT NULL DEFAULT now()
        )
        """;

    private const string SelectAll = "SELECT version, name, sha256 FROM bulkcopy.schema_migrations ORDER BY version";

    private const string Insert = "INSERT INTO bulkcopy.schema_migrations (version, name, sha256) VALUES ($1, $2, $3)";

    /// <summary>Waits until no other runner is in a transaction, then creates the table if need be.</summary>
    public static async Task LockAndCreateAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var hold = new NpgsqlCommand(Lock, connection) { CommandTimeout = 0, Parameters = { new() { Value = LockKey } } };
        await hold.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        // Looked for first: CREATE … IF NOT EXISTS asks for a privilege even where there is nothing to create.
        if (await ExistsAsync(connection, cancellationToken).ConfigureAwait(false))
            return;
        await using var create = new NpgsqlCommand(Create, connection);
        await create.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public static async Task<bool> ExistsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var exists = new NpgsqlCommand(Exists, connection);
        return await exists.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true;
    }

    public static async Task<IReadOnlyList<AppliedMigration>> SelectAllAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var select = new NpgsqlCommand(SelectAll, connection);
        await using var reader = await select.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var applied = new List<AppliedMigration>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            applied.Add(new AppliedMigration(reader.GetInt32(0), reader.GetString(1), reader.GetString(2)));
        return applied;
    }

    public static async Task InsertAsync(NpgsqlConnection connection, Migration migration, CancellationToken cancellationToken)
    {
        await using var insert = new NpgsqlCommand(Insert, connection)
        {
            Parameters = { new() { Value = migration.Version }, new() { Value = migration.FileName }, new() { Value = migration.Sha256 } },
        };
        await insert.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
