using System.Diagnostics;
using System.Globalization;
using BulkCopy.Benchmarks.ObjectStores;
using BulkCopy.Emulator;
using BulkCopy.Emulator.Seeding;
using BulkCopy.Emulator.Storage;

namespace BulkCopy.Benchmarks.Emulator;

/// <summary>Signed copies of 1 KB objects at 64 connections: the emulator beside a bare Kestrel, same client, in turns; and the memory of small objects.</summary>
internal static class EmulatorBenchmark
{
    private const int Connections = 64;
    private const int Requests = 10_000;
    private const int Rounds = 7;
    private const int SmallObjects = 200_000;
    private const int ObjectSize = 1024;
    private const double LeastRate = 0.4;
    private const double MostP99 = 5;
    private const double MostBytes = 400;

    private sealed record Round(double Rate, double P99Milliseconds);

    public static async Task<int> RunAsync(string[] args)
    {
        var etag = Convert.ToHexStringLower(new GeneratedContent(0, 0, ObjectSize).ComputeMd5());
        await using var emulator = await EmulatorServer.StartAsync(new EmulatorOptions
        {
            Accounts = [new EmulatorAccount { AccessKey = CopyLoopByHand.AccessKey, Secret = CopyLoopByHand.Secret }],
        }, TimeProvider.System, CancellationToken.None);
        emulator.Seed(new SeedOrder { Dialect = EmulatorDialect.S3, Bucket = "source", Count = Requests, Size = ObjectSize, IsDistinct = false });
        emulator.Seed(new SeedOrder { Dialect = EmulatorDialect.S3, Bucket = "destination", Count = 0 });
        await using var bare = await BareServer.StartAsync(etag);
        using var bareClient = new CopyLoopByHand(bare.Endpoint, TimeProvider.System.GetUtcNow());
        using var client = new CopyLoopByHand(emulator.Endpoint.Authority, TimeProvider.System.GetUtcNow());
        List<Round> bareRounds = [], rounds = [];
        for (var round = -2; round < Rounds; round++)
        {
            var one = await RunRoundAsync(bareClient, etag);
            var other = await RunRoundAsync(client, etag);
            if (round < 0) continue;
            bareRounds.Add(one);
            rounds.Add(other);
        }
        return Report(bareRounds, rounds, BytesPerObject(emulator));
    }

    private static async Task<Round> RunRoundAsync(CopyLoopByHand client, string etag)
    {
        var latencies = new double[Requests];
        var next = -1;
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ =>
        {
            for (var i = Interlocked.Increment(ref next); i < Requests; i = Interlocked.Increment(ref next))
            {
                var began = Stopwatch.GetTimestamp();
                var answered = await client.CopyAsync("destination", i.ToString("D9", CultureInfo.InvariantCulture), "source", etag);
                if (answered != etag) throw new InvalidOperationException($"Copied with another ETag: {answered}.");
                latencies[i] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            }
        }));
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Array.Sort(latencies);
        return new Round(Requests / seconds, latencies[Requests * 99 / 100]);
    }

    private static double BytesPerObject(EmulatorServer emulator)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        const string Prefix = "a/prefix/of/usual/length/";
        emulator.Seed(new SeedOrder { Dialect = EmulatorDialect.S3, Bucket = "memory", Prefix = Prefix, Count = SmallObjects, Size = ObjectSize });
        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        return ((double)bytes / SmallObjects) - (Prefix.Length + 9);
    }

    private static int Report(List<Round> bare, List<Round> emulator, double bytes)
    {
        var (bareRate, bareP99) = (Median(bare, round => round.Rate), Median(bare, round => round.P99Milliseconds));
        var (rate, p99) = (Median(emulator, round => round.Rate), Median(emulator, round => round.P99Milliseconds));
        Console.WriteLine($"signed copies of {ObjectSize} bytes, {Rounds} rounds of {Requests} in turns, {Connections} connections, medians; client and servers in one process");
        Console.WriteLine("server         requests/s     p99 ms");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"bare Kestrel {bareRate,12:0} {bareP99,10:0.00}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"emulator     {rate,12:0} {p99,10:0.00}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"rate {rate / bareRate:0.00} of bare (target {LeastRate}), p99 {p99 / bareP99:0.0}x (target {MostP99}x), {bytes:0} bytes per object beyond key and content (target {MostBytes})"));
        return rate >= LeastRate * bareRate && p99 <= MostP99 * bareP99 && bytes <= MostBytes ? 0 : 1;
    }

    private static double Median(List<Round> rounds, Func<Round, double> of) => rounds.Select(of).Order().ElementAt(rounds.Count / 2);
}
