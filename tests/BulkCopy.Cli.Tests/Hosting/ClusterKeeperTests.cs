using System.Diagnostics;
using System.Globalization;
using BulkCopy.Cli.Hosting;
using BulkCopy.Postgres.Cluster;
using Npgsql;
using Xunit;

namespace BulkCopy.Cli.Tests.Hosting;

public sealed class ClusterKeeperTests
{
    [Fact]
    public async Task A_killed_server_answers_again_after_the_keeper_looked()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var home = Path.Combine(Path.GetTempPath(), $"bulkcopy-keeper-{Environment.ProcessId}");
        await using var cluster = await AcquireAsync(home, cancellation);
        await using var database = NpgsqlDataSource.Create(cluster.ConnectionString);
        await using (var keeper = new ClusterKeeper(database, cluster, TimeProvider.System))
        {
            await keeper.LookAsync(cancellation);
            var pid = int.Parse(File.ReadLines(Path.Combine(home, "cluster", "data", "postmaster.pid")).First(), CultureInfo.InvariantCulture);
            using (var server = Process.GetProcessById(pid))
            {
                server.Kill();
                await server.WaitForExitAsync(cancellation);
            }

            await keeper.LookAsync(cancellation);
            await keeper.LookAsync(cancellation);
        }

        await using var ask = database.CreateCommand("SELECT 42");
        Assert.Equal(42, await ask.ExecuteScalarAsync(cancellation));
        await database.DisposeAsync();
        await cluster.DisposeAsync();
        Directory.Delete(home, recursive: true);
    }

    private static async Task<PrivateCluster> AcquireAsync(string home, CancellationToken cancellation)
    {
        try
        {
            return await PrivateCluster.AcquireAsync(new PrivateClusterOptions { DataDirectory = home, Durable = false }, TimeProvider.System, cancellation);
        }
        catch (PrivateClusterException e) when (Environment.GetEnvironmentVariable("CI") != "true")
        {
            Assert.Skip(e.Message);
            throw;
        }
    }
}
