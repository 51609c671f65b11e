using System.Diagnostics;
using System.Globalization;
using BulkCopy.Postgres.Cluster;
using BulkCopy.Testing;
using Npgsql;
using Xunit;

namespace BulkCopy.Postgres.Tests.Cluster;

public sealed class PrivateClusterTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await PostgresFixture.RequireInstalledAsync();

    public ValueTask DisposeAsync()
    {
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Cluster_outlives_its_killed_owner_and_is_found_by_the_next()
    {
        using var owner = await ClusterHolderProcess.StartAsync(_directory.Below("home"), Stop);
        await ExecuteAsync(owner.ConnectionString, "CREATE TABLE kept AS SELECT 1 AS one");
        var started = await ExecuteAsync(owner.ConnectionString, "SELECT pg_postmaster_start_time()::text");
        await owner.KillAsync(Stop);

        var next = await AcquireAsync("home");
        Assert.Equal(owner.ConnectionString, next.ConnectionString);
        Assert.Equal(started, await ExecuteAsync(next.ConnectionString, "SELECT pg_postmaster_start_time()::text"));
        Assert.Equal(1, await ExecuteAsync(next.ConnectionString, "SELECT one FROM kept"));

        await next.DisposeAsync();
        await AssertStoppedAsync(next.ConnectionString);
    }

    [Fact]
    public async Task Only_the_last_user_stops_the_cluster()
    {
        // A path too long for a socket, with what shells, configuration files and connection strings trip over.
        var home = "it's; a=\"long\", odd: $HOME " + new string('x', 80);
        await using var first = await AcquireAsync(home);
        using var second = await ClusterHolderProcess.StartAsync(_directory.Below(home), Stop);

        await first.DisposeAsync();
        Assert.Equal("bulkcopy", await ExecuteAsync(second.ConnectionString, "SELECT current_database()::text"));

        Assert.Equal(0, await second.ReleaseAsync(Stop));
        await AssertStoppedAsync(second.ConnectionString);
        Assert.False(Directory.Exists(new NpgsqlConnectionStringBuilder(second.ConnectionString).Host));
    }

    [Fact]
    public async Task Killed_server_recovers_for_the_next_user()
    {
        await using var before = await AcquireAsync("home");
        await ExecuteAsync(before.ConnectionString, "CREATE TABLE kept AS SELECT 1 AS one");
        await KillServerAsync();

        await using var after = await AcquireAsync("home");
        Assert.Equal(1, await ExecuteAsync(after.ConnectionString, "SELECT one FROM kept"));
    }

    [Fact]
    public async Task Killed_server_is_brought_back_by_a_user_that_misses_it()
    {
        await using var cluster = await AcquireAsync("home");
        await ExecuteAsync(cluster.ConnectionString, "CREATE TABLE kept AS SELECT 1 AS one");
        await KillServerAsync();

        await cluster.EnsureRunningAsync(Stop);
        Assert.Equal(1, await ExecuteAsync(cluster.ConnectionString, "SELECT one FROM kept"));
    }

    [Fact]
    public async Task Users_that_come_and_go_together_start_one_server_and_leave_none()
    {
        var users = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => AcquireAsync("home")));
        Assert.Single(users.Select(u => u.ConnectionString).Distinct());

        await Task.WhenAll(users.Select(u => u.DisposeAsync().AsTask()));
        await AssertStoppedAsync(users[0].ConnectionString);
    }

    [Fact]
    public async Task Cluster_stopped_by_its_last_user_starts_again_with_its_data()
    {
        await using (var before = await AcquireAsync("home"))
            await ExecuteAsync(before.ConnectionString, "CREATE TABLE kept AS SELECT 1 AS one");

        await using var after = await AcquireAsync("home");
        Assert.Equal(1, await ExecuteAsync(after.ConnectionString, "SELECT one FROM kept"));
    }

    [Fact]
    public async Task Creation_that_was_interrupted_is_begun_anew()
    {
        await (await AcquireAsync("home")).DisposeAsync();
        Directory.Move(_directory.Below("home/cluster/data"), _directory.Below("home/cluster/data.new-interrupted"));
        File.Delete(_directory.Below("home/cluster/data.new-interrupted/PG_VERSION"));

        await using var cluster = await AcquireAsync("home");
        Assert.Equal("UTF8", await ExecuteAsync(cluster.ConnectionString, "SHOW server_encoding"));
        Assert.False(Directory.Exists(_directory.Below("home/cluster/data.new-interrupted")));
    }

    [Fact]
    public async Task Process_id_taken_by_another_program_does_not_prevent_a_start()
    {
        await (await AcquireAsync("home")).DisposeAsync();
        var command = ClusterAccount.Choose().Wrap("sleep", "600");
        using var other = Process.Start(command[0], command.Skip(1));
        foreach (var file in new[] { "data/postmaster.pid", "socket/.s.PGSQL.5432.lock" })
            await File.WriteAllTextAsync(_directory.Below("home/cluster/" + file), $"{other.Id}\n/\n0\n5432\n\n\n", Stop);

        await using var cluster = await AcquireAsync("home");
        Assert.Equal("", await ExecuteAsync(cluster.ConnectionString, "SHOW listen_addresses"));
        other.Kill();
    }

    [Fact]
    public async Task Data_of_another_major_version_is_refused_with_what_to_do()
    {
        Directory.CreateDirectory(_directory.Below("home/cluster/data"));
        TemporaryDirectory.OpenToAll(_directory.Below("home/cluster"));
        await File.WriteAllTextAsync(_directory.Below("home/cluster/data/PG_VERSION"), "9\n", Stop);

        var error = await Assert.ThrowsAsync<PrivateClusterException>(() => AcquireAsync("home"));
        Assert.Contains("written by PostgreSQL 9", error.Message, StringComparison.Ordinal);
        Assert.Contains("install PostgreSQL 9", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_that_cannot_start_says_why()
    {
        await (await AcquireAsync("home")).DisposeAsync();
        File.Delete(_directory.Below("home/cluster/data/global/pg_control"));

        var error = await Assert.ThrowsAsync<PrivateClusterException>(() => AcquireAsync("home"));
        Assert.Contains("pg_control", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Directory_without_the_programs_is_refused_with_what_to_do()
    {
        var error = await Assert.ThrowsAsync<PrivateClusterException>(() => PrivateCluster.AcquireAsync(
            new PrivateClusterOptions { DataDirectory = _directory.Below("home"), BinDirectory = _directory.Path }, TimeProvider.System, Stop));
        Assert.Contains("pg_config --bindir", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ordinary_account_runs_the_cluster_as_itself()
    {
        string[] prefix = Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"] : [];
        var programs = CopyPrograms();

        using var user = await ClusterHolderProcess.StartAsync(_directory.Below("home"), Stop, programs, prefix);
        var owner = await RunAsync("ls", "-ld", _directory.Below("home/cluster/data"));
        Assert.Contains($" {(Environment.IsPrivilegedProcess ? "nobody" : Environment.UserName)} ", owner, StringComparison.Ordinal);
        Assert.Equal(0, await user.ReleaseAsync(Stop));
    }

    // The checkout may lie where the other account cannot look.
    private string CopyPrograms()
    {
        var programs = Directory.CreateDirectory(_directory.Below("programs")).FullName;
        TemporaryDirectory.OpenToAll(programs);
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory).Where(f => f.EndsWith(".dll", StringComparison.Ordinal) || f.EndsWith(".json", StringComparison.Ordinal)))
            File.Copy(file, Path.Combine(programs, Path.GetFileName(file)));
        return programs;
    }

    private async Task KillServerAsync()
    {
        var pid = File.ReadLines(_directory.Below("home/cluster/data/postmaster.pid")).First();
        using var server = Process.GetProcessById(int.Parse(pid, CultureInfo.InvariantCulture));
        server.Kill();
        await server.WaitForExitAsync(Stop);
    }

    private static async Task<string> RunAsync(params string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true })!;
        return (await process.StandardOutput.ReadToEndAsync(Stop)).Trim();
    }

    private Task<PrivateCluster> AcquireAsync(string home) => PrivateCluster.AcquireAsync(
        new PrivateClusterOptions { DataDirectory = _directory.Below(home), Durable = false }, TimeProvider.System, Stop);

    private static async Task<object?> ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(Stop);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Stop);
    }

    private static async Task AssertStoppedAsync(string connectionString) =>
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => ExecuteAsync(connectionString, "SELECT 1"));
}
