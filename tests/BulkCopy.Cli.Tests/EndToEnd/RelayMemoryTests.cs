using System.Globalization;
using BulkCopy.Cli.Tests.Cli;
using BulkCopy.Emulator;
using BulkCopy.Emulator.Seeding;
using BulkCopy.Postgres.Cluster;
using BulkCopy.Testing;
using Xunit;

namespace BulkCopy.Cli.Tests.EndToEnd;

/// <summary>The memory of a worker is bounded by what relays may take, not by what passes through it.</summary>
public sealed class RelayMemoryTests
{
    private const string Key = "AKIDMEMORY";
    private const string Secret = "memory-secret";
    private const int Objects = 24;
    private const long ObjectBytes = 96L << 20;
    private const long RelayBytes = 64L << 20;

    /// <summary>What the process has beside relayed bytes: runtime, code, ledger, connections and their buffers.</summary>
    private const long BaseBytes = 256L << 20;

    [Fact]
    public async Task Gigabytes_are_relayed_within_the_memory_that_relays_may_take()
    {
        await PostgresFixture.RequireInstalledAsync();
        var directory = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"bulkcopy-relay-{Guid.NewGuid():N}")).FullName;
        try
        {
            await using var emulator = await EmulatorServer.StartAsync(
                new EmulatorOptions { Accounts = [new EmulatorAccount { AccessKey = Key, Secret = Secret }], DataDirectory = Path.Combine(directory, "objects") }, TimeProvider.System, default);
            emulator.Seed(new SeedOrder { Dialect = EmulatorDialect.Cos, Bucket = "big-1250000000", Region = "ap-beijing", Count = Objects, Size = ObjectBytes, PartSize = 16 << 20 });
            emulator.Seed(new SeedOrder { Dialect = EmulatorDialect.Oss, Bucket = "copies", Region = "cn-hangzhou", Count = 0 });
            await using var cluster = await PrivateCluster.AcquireAsync(new PrivateClusterOptions { DataDirectory = Path.Combine(directory, "pg"), Durable = false }, TimeProvider.System, default);
            var variables = Variables(emulator, cluster);
            await using (var migrate = BulkCopyProcess.Start(["migrate"], variables)) (await migrate.WaitAsync(default)).Expect(0);

            await using var copy = BulkCopyProcess.Start(["copy", "cos:big-1250000000", "oss:copies", "--concurrency", "64", "--output", "json"], variables);
            var (ended, peak) = (copy.WaitAsync(default), 0L);
            while (!ended.IsCompleted)
            {
                peak = Math.Max(peak, PeakBytes(copy.Id));
                await Task.WhenAny(ended, Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System));
            }

            var summary = (await ended).Expect(0).Json;
            Assert.Equal((Objects, Objects * ObjectBytes), (summary.GetProperty("verified").GetInt32(), summary.GetProperty("bytes").GetInt64()));
            Assert.InRange(peak, 1, RelayBytes + BaseBytes);
            TestContext.Current.TestOutputHelper?.WriteLine($"{Objects * ObjectBytes >> 20} MiB were relayed with a peak of {peak >> 20} MiB.");
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>The high-water mark of what a process had in memory; 0 when it is gone.</summary>
    private static long PeakBytes(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line["VmHWM:".Length..].Replace("kB", "", StringComparison.Ordinal), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture) << 10;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static Dictionary<string, string> Variables(EmulatorServer emulator, PrivateCluster cluster)
    {
        var variables = new Dictionary<string, string>
        {
            ["ConnectionStrings__BulkCopy"] = cluster.ConnectionString,
            ["BULKCOPY__Worker__RelayMemory"] = $"{RelayBytes >> 20}MiB",
            ["MEMORY_KEY"] = Key,
            ["MEMORY_SECRET"] = Secret,
        };
        foreach (var (store, region) in new[] { ("cos", "ap-beijing"), ("oss", "cn-hangzhou") })
            foreach (var (name, value) in new[]
                     {
                         ("Dialect", store), ("Region", region), ("ConnectTo", $"127.0.0.1:{emulator.Endpoint.Port}"), ("UseHttps", "false"),
                         ("Credentials__AccessKeyIdFrom", "env:MEMORY_KEY"), ("Credentials__SecretAccessKeyFrom", "env:MEMORY_SECRET"),
                     })
                variables[$"BULKCOPY__Stores__{store}__{name}"] = value;
        return variables;
    }
}
