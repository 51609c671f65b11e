using System.Reflection;
using BulkCopy.Engine.Jobs;
using BulkCopy.Postgres.Ledger;
using BulkCopy.Testing;
using Npgsql;
using Xunit;

namespace BulkCopy.Postgres.Tests.Ledger;

public sealed class LedgerStatementsTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private static readonly string[] Preparable = ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH"];

    [Fact]
    public async Task Every_statement_is_understood_by_the_migrated_schema()
    {
        var scene = await LedgerScene.OpenAsync(database);
        await using var connection = await scene.Database.OpenConnectionAsync(default);
        var statements = Statements().ToList();
        Assert.True(statements.Count > 40, $"Only {statements.Count} statements were found.");
        var failures = new List<string>();
        foreach (var (name, sql) in statements)
            if (await PrepareAsync(connection, sql.For(scene.Run)) is { } error)
                failures.Add($"{name}: {error}");
        Assert.Empty(failures);
    }

    private static IEnumerable<(string Name, string Sql)> Statements() =>
        from type in typeof(RunLedger).Assembly.GetTypes()
        where type.Namespace is { } space && space.StartsWith("BulkCopy.Postgres.", StringComparison.Ordinal)
        from field in type.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)
        where field.IsLiteral && field.FieldType == typeof(string)
        let sql = (string)field.GetRawConstantValue()!
        where Preparable.Any(word => sql.StartsWith(word, StringComparison.Ordinal))
        select ($"{type.Name}.{field.Name}", sql);

    private static async Task<string?> PrepareAsync(NpgsqlConnection connection, string sql)
    {
        try
        {
            await using var prepare = new NpgsqlCommand($"PREPARE statement AS {sql}", connection);
            await prepare.ExecuteNonQueryAsync();
            await using var deallocate = new NpgsqlCommand("DEALLOCATE statement", connection);
            await deallocate.ExecuteNonQueryAsync();
            return null;
        }
        catch (PostgresException e)
        {
            return e.MessageText;
        }
    }
}
