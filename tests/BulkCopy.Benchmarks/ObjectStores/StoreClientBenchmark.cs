using System.Diagnostics;
using System.Globalization;
using BulkCopy.ObjectStores;
using BulkCopy.ObjectStores.Credentials;

namespace BulkCopy.Benchmarks.ObjectStores;

/// <summary>
/// CPU and memory of a signed copy request: the client beside a loop written by hand that sends the same bytes to the same
/// server, in turns, in one process. Wall time is shown too, but the server shares the machine.
/// </summary>
internal static class StoreClientBenchmark
{
    private const int WarmUpRounds = 4;
    private const int Rounds = 15;
    private const int Requests = 8_000;
    private const int Concurrency = 16;
    private const string ETag = "ee8de918d05640145b18f70f4c3aa602";
    private const double AllowedCpu = 1.3;
    private const double AllowedBytes = 12 * 1024;

    private sealed class Contender(string name, Func<string, Task> copy)
    {
        public string Name { get; } = name;
        public Func<string, Task> Copy { get; } = copy;
        public List<(double Cpu, double Bytes, double Wall)> Rounds { get; } = [];
        public double Cpu => Median(round => round.Cpu);
        public double Bytes => Median(round => round.Bytes);
        public double Wall => Median(round => round.Wall);

        private double Median(Func<(double Cpu, double Bytes, double Wall), double> of) => Rounds.Select(of).Order().ElementAt(Rounds.Count / 2);
    }

    public static async Task<int> RunAsync(string[] args)
    {
        if (args is [InstantServer.Verb]) return await InstantServer.ServeAsync();
        using var server = await InstantServer.StartAsync();
        using var byHand = new CopyLoopByHand(server.Endpoint, TimeProvider.System.GetUtcNow());
        using var store = ObjectStoreClient.Create(new ObjectStoreOptions
        {
            Name = "bench", Dialect = Dialect.Parse("s3"), Region = "us-east-1", Endpoint = server.Endpoint, UseHttps = false, AddressingStyle = AddressingStyle.Path,
            Credentials = new StaticCredentialProvider(new StoreCredentials("AKIAEXAMPLE", "ExampleS3SecretKey0123456789")),
        }, TimeProvider.System);
        Contender[] contenders =
        [
            new("by hand", async name => Expect(await byHand.CopyAsync("destination", name, "source", ETag))),
            new("client", async name => Expect((await store.CopyObjectAsync(Request(name), CancellationToken.None)).Value.ETag)),
        ];
        for (var round = -WarmUpRounds; round < Rounds; round++)
        {
            if (round == 0) foreach (var contender in contenders) contender.Rounds.Clear();
            foreach (var contender in contenders) await RoundAsync(contender);
        }
        return Report(contenders);
    }

    private static CopyObjectRequest Request(string name) => new()
    {
        Source = new CopySource("source", name), Bucket = "destination", Key = name, Conditions = new CopyConditions { IfMatch = ETag },
    };

    private static void Expect(string etag)
    {
        if (etag != ETag) throw new InvalidOperationException($"The answer was misread: {etag}.");
    }

    private static async Task RoundAsync(Contender contender)
    {
        GC.Collect();
        var next = 0;
        var start = Stopwatch.GetTimestamp();
        var cpu = Environment.CpuUsage.TotalTime;
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        await Task.WhenAll(Enumerable.Range(0, Concurrency).Select(async _ =>
        {
            for (var i = Interlocked.Increment(ref next); i <= Requests; i = Interlocked.Increment(ref next))
                await contender.Copy(string.Create(CultureInfo.InvariantCulture, $"photos/2026/01/02/image-{i:0000000}.jpg"));
        }));
        contender.Rounds.Add((
            (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / Requests,
            (double)(GC.GetTotalAllocatedBytes(precise: true) - bytes) / Requests,
            Requests / Stopwatch.GetElapsedTime(start).TotalSeconds));
    }

    private static int Report(Contender[] contenders)
    {
        Console.WriteLine($"signed copy requests, {Rounds} rounds of {Requests} in turns, {Concurrency} at a time, medians");
        Console.WriteLine("contender   CPU µs/request   bytes/request   requests/s");
        foreach (var contender in contenders)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{contender.Name,-9} {contender.Cpu,16:0.0} {contender.Bytes,15:0} {contender.Wall,12:0}"));
        var ratio = contenders[1].Cpu / contenders[0].Cpu;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"client / by hand: {ratio:0.00}x CPU (target {AllowedCpu}x), {contenders[1].Bytes / contenders[0].Bytes:0.00}x bytes (target {AllowedBytes:0} bytes)"));
        return ratio <= AllowedCpu && contenders[1].Bytes <= AllowedBytes ? 0 : 1;
    }
}
