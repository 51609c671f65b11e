using System.Reflection;
using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Tests.Hosting;
using BulkCopy.Testing;
using Npgsql;
using Xunit;

namespace BulkCopy.Server.Tests.Api;

public sealed class QueryStatementsTests(SharedServer shared) : IClassFixture<SharedServer>
{
    [Fact]
    public async Task Every_statement_is_understood_by_the_migrated_schema()
    {
        var server = await shared.OpenAsync();
        await using var connection = await server.Database.OpenConnectionAsync();
        var statements = Statements().ToList();
        Assert.True(statements.Count > 50, $"Only {statements.Count} statements were found.");
        var failures = new List<string>();
        foreach (var (name, sql) in statements)
            if (await PrepareAsync(connection, sql.Replace("{run}", "1", StringComparison.Ordinal)) is { } error)
                failures.Add($"{name}: {error}");
        Assert.Empty(failures);
    }

    [Fact]
    public void No_statement_counts_its_way_into_a_page() =>
        Assert.DoesNotContain(Statements(), statement => statement.Sql.Replace(" OFFSET 0)", ")", StringComparison.Ordinal).Contains(" OFFSET ", StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<(string Name, string Sql)> Statements() =>
        from type in typeof(EntryPages).Assembly.GetTypes()
        where type.Namespace == typeof(EntryPages).Namespace
        from field in type.GetFields(BindingFlags.Static | BindingFlags.NonPublic)
        where field.IsLiteral && field.FieldType == typeof(string)
        let sql = (string)field.GetRawConstantValue()!
        where new[] { "SELECT", "INSERT", "UPDATE", "DELETE", "WITH" }.Any(word => sql.StartsWith(word, StringComparison.Ordinal))
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
