using BulkCopy.Emulator;
using BulkCopy.ObjectStores;
using Npgsql;

namespace BulkCopy.Engine.Tests.Workers;

/// <summary>Workers that were killed. Leases of tests are long, so that none ends on a machine that stands still for a while; theirs end here.</summary>
internal static class DeadWorkers
{
    /// <summary>What time does: what a worker had sent arrives, and its lease ends.</summary>
    public static async Task LetGoAsync(string name, EmulatorServer emulator, IObjectStore store, NpgsqlDataSource database)
    {
        // What was sent before this question has come before its answer.
        await store.HeadBucketAsync("nobody-1250000000", CancellationToken.None);
        // A request that stalls with its body unread is not told that its client is gone: it is not waited for.
        for (var looks = 0; looks < 500 && emulator.Requests.UnderWay > 0; looks++)
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, CancellationToken.None);
        await EndLeaseAsync(name, TimeSpan.Zero, database);
    }

    /// <summary>The same for a process beside which others go on sending: its lease ends when those have arrived that it had sent.</summary>
    public static Task LetGoAsync(int process, NpgsqlDataSource database) => EndLeaseAsync($"{Environment.MachineName}:{process}", TimeSpan.FromSeconds(4), database);

    private static async Task EndLeaseAsync(string name, TimeSpan left, NpgsqlDataSource database)
    {
        await using var end = database.CreateCommand("UPDATE bulkcopy.workers SET lease_until = now() + $2 WHERE name = $1 AND stopped_at IS NULL AND lease_until > now()");
        end.Parameters.AddWithValue(name);
        end.Parameters.AddWithValue(left);
        await end.ExecuteNonQueryAsync();
    }
}
