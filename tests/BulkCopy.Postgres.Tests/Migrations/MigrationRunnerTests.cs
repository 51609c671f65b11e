using BulkCopy.Postgres.Migrations;
using BulkCopy.Testing;
using Npgsql;
using Xunit;

namespace BulkCopy.Postgres.Tests.Migrations;

public sealed class MigrationRunnerTests(PostgresFixture postgres)
{
    private static readonly MigrationSet TwoSteps = Set("CREATE TABLE a (n int); INSERT INTO a VALUES (1)", "ALTER TABLE a RENAME TO b");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Files_are_applied_once_and_in_order()
    {
        await using var database = await postgres.CreateEmptyDatabaseAsync();
        var runner = new MigrationRunner(database, TwoSteps);

        Assert.Equal(["0001_step.sql", "0002_step.sql"], (await runner.ApplyAsync(Stop)).Select(m => m.FileName));
        Assert.Empty(await runner.ApplyAsync(Stop));
        Assert.Equal(1L, await ScalarAsync(database, "SELECT count(*) FROM b"));
        Assert.Equal(new SchemaStatus.Current(2), await runner.GetStatusAsync(Stop));
        await runner.EnsureCurrentAsync(Stop);
    }

    [Fact]
    public async Task Concurrent_runners_wait_for_each_other()
    {
        await using var database = await postgres.CreateEmptyDatabaseAsync();
        var applied = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => new MigrationRunner(database, TwoSteps).ApplyAsync(Stop)));

        Assert.Equal([1, 2], applied.SelectMany(m => m).Select(m => m.Version).Order());
        Assert.Equal(1L, await ScalarAsync(database, "SELECT count(*) FROM b"));
    }

    [Fact]
    public async Task Failing_file_is_named_and_leaves_nothing_of_itself()
    {
        await using var database = await postgres.CreateEmptyDatabaseAsync();
        var broken = new MigrationRunner(database, Set("CREATE TABLE a (n int)", "CREATE TABLE b (n int); SELECT 1/0"));

        var error = await Assert.ThrowsAsync<MigrationException>(() => broken.ApplyAsync(Stop));
        Assert.Contains("0002_step.sql", error.Message, StringComparison.Ordinal);
        Assert.Contains("division by zero", error.Message, StringComparison.Ordinal);
        Assert.Equal(false, await ScalarAsync(database, "SELECT to_regclass('b') IS NOT NULL"));

        await new MigrationRunner(database, Set("CREATE TABLE a (n int)", "CREATE TABLE b (n int)")).ApplyAsync(Stop);
        Assert.Equal(true, await ScalarAsync(database, "SELECT to_regclass('b') IS NOT NULL"));
    }

    [Fact]
    public async Task Database_behind_this_build_is_refused_with_the_command_that_mends_it()
    {
        await using var database = await postgres.CreateEmptyDatabaseAsync();
        await new MigrationRunner(database, Set("CREATE TABLE a (n int)")).ApplyAsync(Stop);
        var runner = new MigrationRunner(database, Set("CREATE TABLE a (n int)", "SELECT 1"));

        var pending = Assert.IsType<SchemaStatus.Pending>(await runner.GetStatusAsync(Stop));
        Assert.Equal([2], pending.Migrations.Select(m => m.Version));
        var error = await Assert.ThrowsAsync<SchemaVersionException>(() => runner.EnsureCurrentAsync(Stop));
        Assert.Contains("(1 < 2): run `bulkcopy migrate`", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Database_ahead_of_this_build_is_refused_and_left_alone()
    {
        await using var database = await postgres.CreateEmptyDatabaseAsync();
        await new MigrationRunner(database, TwoSteps).ApplyAsync(Stop);
        var older = new MigrationRunner(database, new MigrationSet(TwoSteps.Migrations.Take(1)));

        Assert.Equal(new SchemaStatus.Newer(2, 1), await older.GetStatusAsync(Stop));
        var error = await Assert.ThrowsAsync<SchemaVersionException>(() => older.ApplyAsync(Stop));
        Assert.Contains("migrated by a newer bulkcopy (2 > 1): upgrade bulkcopy", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Edited_file_is_named()
    {
        await using var database = await postgres.CreateEmptyDatabaseAsync();
        await new MigrationRunner(database, Set("SELECT 1")).ApplyAsync(Stop);
        var edited = new MigrationRunner(database, Set("SELECT 2", "SELECT 3"));

        var error = await Assert.ThrowsAsync<SchemaVersionException>(() => edited.ApplyAsync(Stop));
        Assert.Contains("0001_step.sql", error.Message, StringComparison.Ordinal);
        Assert.IsType<SchemaStatus.Edited>(await edited.GetStatusAsync(Stop));
    }

    [Fact]
    public async Task Unreachable_database_is_named_without_its_password()
    {
        await using var database = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Database=ledger;Username=me;Password=sesame");
        var runner = new MigrationRunner(database, TwoSteps);

        var status = Assert.IsType<SchemaStatus.Unreachable>(await runner.GetStatusAsync(Stop));
        Assert.Contains("\"ledger\" at 127.0.0.1:1 cannot be used: Connection refused", status.Describe(), StringComparison.Ordinal);
        Assert.DoesNotContain("sesame", status.Error.ToString(), StringComparison.Ordinal);
        await Assert.ThrowsAsync<DatabaseUnavailableException>(() => runner.EnsureCurrentAsync(Stop));
        await Assert.ThrowsAsync<DatabaseUnavailableException>(() => runner.ApplyAsync(Stop));
    }

    [Fact]
    public async Task Database_that_does_not_exist_is_named()
    {
        await using var existing = await postgres.CreateEmptyDatabaseAsync();
        await using var missing = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(existing.ConnectionString) { Database = "nowhere" }.ConnectionString);

        var error = await Assert.ThrowsAsync<DatabaseUnavailableException>(() => new MigrationRunner(missing, TwoSteps).ApplyAsync(Stop));
        Assert.Contains("\"nowhere\" does not exist (SQLSTATE 3D000)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cloned_test_database_has_the_embedded_schema()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        Assert.Equal(new SchemaStatus.Current(MigrationSet.Embedded.Version), await new MigrationRunner(database).GetStatusAsync(Stop));
    }

    private static MigrationSet Set(params string[] steps) =>
        new(steps.Select((sql, i) => MigrationSet.Parse($"{i + 1:0000}_step.sql", sql)));

    private static async Task<object?> ScalarAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Stop);
    }
}
