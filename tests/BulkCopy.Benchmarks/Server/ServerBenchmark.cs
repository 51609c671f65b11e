using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using BulkCopy.Engine.Jobs;
using BulkCopy.ObjectStores;
using BulkCopy.Postgres.Cluster;
using BulkCopy.Postgres.Ledger;
using BulkCopy.Postgres.Migrations;
using BulkCopy.Postgres.Queries;
using BulkCopy.Postgres.Scheduling;
using BulkCopy.Scheduling;
using BulkCopy.Server;
using BulkCopy.Server.Access;
using BulkCopy.Server.Options;
using BulkCopy.Server.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace BulkCopy.Benchmarks.Server;

/// <summary>How long the answers of API and dashboard take on a large ledger while a run writes to it.</summary>
internal static class ServerBenchmark
{
    private const double MostMilliseconds = 200;
    private const int OutcomesPerSecond = 2000;
    private const int Waiting = 1_000_000;

    /// <summary>Arguments: entries (default 5,000,000), failures (default 200,000), calls of each kind (default 100). Fails where a p95 is 200 ms or more.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var entries = Number(args, 0, 5_000_000);
        var failures = Number(args, 1, 200_000);
        var calls = (int)Number(args, 2, 100);
        var home = new DirectoryInfo(Path.Combine(Path.GetTempPath(), $"bulkcopy-server-{Environment.ProcessId}"));
        try
        {
            await using var cluster = await PrivateCluster.AcquireAsync(
                new PrivateClusterOptions { DataDirectory = home.FullName }, TimeProvider.System, CancellationToken.None);
            await using var database = LedgerDataSource.Create(cluster.ConnectionString);
            await new MigrationRunner(database).ApplyAsync(CancellationToken.None);
            var start = Stopwatch.GetTimestamp();
            var ledger = new LargeLedger(database);
            await ledger.FillAsync(entries, failures, Math.Min(Waiting, entries / 2));
            await new ServerSurroundings(database).FillAsync(ledger.Spec);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{entries:N0} entries, {failures:N0} failures, filled in {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s"));
            return await MeasureAsync(database, ledger.Run, entries, calls);
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }

    private static async Task<int> MeasureAsync(NpgsqlDataSource database, RunId run, long entries, int calls)
    {
        await using var server = Build(database);
        await server.StartAsync();
        using var handler = new SocketsHttpHandler();
        using var client = new HttpClient(handler) { BaseAddress = new Uri(server.Urls.First()) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await KeyAsync(server));
        using var stopping = new CancellationTokenSource();
        var writer = new SteadyWriter(database, run, OutcomesPerSecond);
        var writing = writer.RunAsync(stopping.Token);
        var start = Stopwatch.GetTimestamp();

        var measured = await CallAsync(client, ServerCalls.Of(server, run, entries), calls);

        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        await stopping.CancelAsync();
        await writing;
        Console.WriteLine($"{"call",-72} {"p50 ms",8} {"p95 ms",8} {"max ms",8}");
        foreach (var (path, times) in measured)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path,-72} {At(times, 0.5),8:0.0} {At(times, 0.95),8:0.0} {times[^1],8:0.0}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"meanwhile {writer.Written / seconds:N0} outcomes/s were written"));
        return measured.All(item => At(item.Times, 0.95) < MostMilliseconds) ? 0 : 1;
    }

    private static async Task<List<(string Path, double[] Times)>> CallAsync(HttpClient client, IReadOnlyList<Func<int, string>> paths, int calls)
    {
        var times = paths.Select(_ => new List<double>(calls)).ToArray();
        for (var call = -2; call < calls; call++)
            for (var kind = 0; kind < paths.Count; kind++)
            {
                var start = Stopwatch.GetTimestamp();
                await AskAsync(client, paths[kind](call + 2));
                // The first two rounds warm up.
                if (call >= 0)
                    times[kind].Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        return [.. paths.Select((path, kind) => (path(0), times[kind].Order().ToArray()))];
    }

    private static async Task AskAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"{path} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        if (!ServerCalls.IsStreamed(path))
            await answer.Content.CopyToAsync(Stream.Null);
        else
            await (await answer.Content.ReadAsStreamAsync()).ReadAtLeastAsync(new byte[4096], 4096, throwOnEndOfStream: false);
    }

    private static WebApplication Build(NpgsqlDataSource database) => ServerHost.Build(
        new ServerParts
        {
            Database = database,
            Runs = new RunLedger(database),
            Reports = new ReportLedger(database),
            Stores = new ConfiguredStores(new NoStores(), []),
            Schedules = new RunScheduler(
                new ScheduleLedger(database), new ScheduleFirer(new ScheduleLedger(database), new RunLedger(database), NullLogger<ScheduleFirer>.Instance), TimeProvider.System),
            Announce = _ => { },
        },
        new ServerOptions { Listen = { "http://127.0.0.1:0" } });

    private static async Task<string> KeyAsync(WebApplication server)
    {
        var key = AccessToken.New(AccessToken.ApiKeyPrefix);
        await server.Services.GetRequiredService<ApiKeyTable>().CreateAsync(
            "benchmark", AccessToken.Hash(key), nameof(Role.Admin), [], "benchmark", TimeProvider.System.GetUtcNow().AddDays(1), CancellationToken.None);
        return key;
    }

    private static double At(double[] sorted, double share) => sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))];

    private static long Number(string[] args, int place, long otherwise) =>
        args.Length > place ? long.Parse(args[place], CultureInfo.InvariantCulture) : otherwise;

    private sealed class NoStores : IStoreDirectory
    {
        public IObjectStore? Find(string name) => null;
    }
}
