using BulkCopy.Engine.Segments;
using BulkCopy.Postgres.Ledger;
using BulkCopy.Testing;
using Npgsql;
using Xunit;

namespace BulkCopy.Postgres.Tests.Ledger;

public sealed class LedgerDatabaseTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    [Fact]
    public async Task A_database_that_is_not_there_is_reported_as_unavailable()
    {
        await using var nowhere = LedgerDataSource.Create("Host=127.0.0.1;Port=1;Username=nobody;Timeout=2");
        var error = await Assert.ThrowsAsync<LedgerUnavailableException>(() => new RunLedger(nowhere).ListUnfinishedAsync(default));
        Assert.StartsWith("The ledger did not answer while looking for unfinished runs: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_breaks_is_reported_and_the_next_call_gets_a_new_one()
    {
        var scene = await LedgerScene.OpenAsync(database);
        var ledger = new LedgerDatabase(scene.Database);
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => ledger.CallAsync("ending itself", async connection =>
        {
            await using var command = connection.Command("SELECT pg_terminate_backend(pg_backend_pid())");
            return await command.ExecuteScalarAsync();
        }, default));
        Assert.NotNull(await scene.Runs.FindAsync(scene.Run, default));
    }

    [Fact]
    public async Task A_statement_that_takes_too_long_is_reported_as_unavailable()
    {
        var scene = await LedgerScene.OpenAsync(database);
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => new LedgerDatabase(scene.Database).CallAsync("sleeping", async connection =>
        {
            await using var command = connection.Command("SELECT pg_sleep(60)");
            command.CommandTimeout = 1;
            return await command.ExecuteScalarAsync();
        }, default));
    }

    [Fact]
    public async Task Rows_that_wait_for_others_too_long_are_reported_as_unavailable()
    {
        var scene = await LedgerScene.OpenAsync(database);
        await scene.ListAsync(1, 1);
        var worker = await scene.RegisterAsync();
        var segment = await scene.ClaimOneAsync(worker);
        var settings = new NpgsqlConnectionStringBuilder(scene.Database.ConnectionString) { CommandTimeout = 1 };
        await using var impatient = LedgerDataSource.Create(settings.ConnectionString);
        await using var connection = await scene.Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var rows = new NpgsqlCommand($"LOCK TABLE bulkcopy.outcomes_{scene.Run} IN ACCESS EXCLUSIVE MODE", connection))
            await rows.ExecuteNonQueryAsync();
        var batch = scene.Batch(worker, segment, [LedgerScene.Copied(segment.Id.Entry(0))], end: true);
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => new SegmentLedger(impatient).WriteAsync(batch, default));
        await transaction.RollbackAsync();
        Assert.Empty(await scene.Segments.WriteAsync(batch, default));
    }

    [Fact]
    public async Task A_row_that_waits_for_its_like_too_long_is_reported_as_unavailable()
    {
        var scene = await LedgerScene.OpenAsync(database);
        await scene.ListAsync(1, 1);
        var worker = await scene.RegisterAsync();
        var segment = await scene.ClaimOneAsync(worker);
        var settings = new NpgsqlConnectionStringBuilder(scene.Database.ConnectionString) { CommandTimeout = 1 };
        await using var impatient = LedgerDataSource.Create(settings.ConnectionString);
        await using var connection = await scene.Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        using (var rows = new CopyBuffer())
        {
            OutcomeRows.Append(rows, scene.Run, worker, LedgerScene.Copied(segment.Id.Entry(0)));
            await rows.SendAsync(connection, OutcomeRows.CopyInto.For(scene.Run), default);
        }
        var batch = scene.Batch(worker, segment, [LedgerScene.Copied(segment.Id.Entry(0))], end: true);
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => new SegmentLedger(impatient).WriteAsync(batch, default));
        await transaction.RollbackAsync();
        Assert.Empty(await new SegmentLedger(impatient).WriteAsync(batch, default));
        Assert.Equal(1, (await scene.AssertExactAsync()).Copied);
    }

    [Fact]
    public async Task A_statement_that_is_wrong_is_not_taken_for_an_outage()
    {
        var scene = await LedgerScene.OpenAsync(database);
        await Assert.ThrowsAsync<PostgresException>(() => new LedgerDatabase(scene.Database).CallAsync("erring", async connection =>
        {
            await using var command = connection.Command("SELECT 1 / 0");
            return await command.ExecuteScalarAsync();
        }, default));
    }

    [Fact]
    public async Task A_transaction_that_is_left_open_is_rolled_back_before_the_next_call()
    {
        var scene = await LedgerScene.OpenAsync(database);
        var ledger = new LedgerDatabase(scene.Database);
        await ledger.CallAsync("beginning", async connection =>
        {
            await using var command = connection.Command($"BEGIN; UPDATE bulkcopy.runs SET priority = 9 WHERE run_id = {scene.Run}");
            return await command.ExecuteNonQueryAsync();
        }, default);
        Assert.Equal(0, await scene.ScalarAsync<long>("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%' AND pid <> pg_backend_pid()"));
        Assert.Equal(0, (await scene.Runs.FindAsync(scene.Run, default))!.Priority);
    }

    [Fact]
    public async Task Settings_of_the_connection_string_win()
    {
        await using var source = LedgerDataSource.Create("Host=127.0.0.1;Command Timeout=7;Application Name=mine");
        var settings = new NpgsqlConnectionStringBuilder(source.ConnectionString);
        Assert.Equal((7, "mine"), (settings.CommandTimeout, settings.ApplicationName));
        Assert.Equal((15, 32, 30, 100), (settings.Timeout, settings.MaxPoolSize, settings.KeepAlive, settings.MaxAutoPrepare));
    }
}
