using System.Globalization;
using BulkCopy.Postgres.Cluster;
using BulkCopy.Postgres.Ledger;
using BulkCopy.Postgres.Migrations;

namespace BulkCopy.Benchmarks.Ledger;

/// <summary>
/// The ledger's work alone (claim segments, read their entries, write outcomes with counters, end segments; no store) beside one plain binary COPY
/// of the same rows into a table with the same key. Both in turns, in one run, on one private cluster that commits durably.
/// </summary>
internal static class LedgerBenchmark
{
    private const double LeastRatio = 0.4;

    /// <summary>Arguments: objects per round (default 300,000), rounds (default 3). Fails below the ratio that the ledger must hold.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var objects = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 300_000;
        var rounds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 3;
        var home = new DirectoryInfo(Path.Combine(Path.GetTempPath(), $"bulkcopy-ledger-{Environment.ProcessId}"));
        try
        {
            await using var cluster = await PrivateCluster.AcquireAsync(
                new PrivateClusterOptions { DataDirectory = home.FullName }, TimeProvider.System, CancellationToken.None);
            await using var database = LedgerDataSource.Create(cluster.ConnectionString);
            await new MigrationRunner(database).ApplyAsync(CancellationToken.None);
            return await CompareAsync(new PlainCopy(database), new LedgerWork(database), objects, rounds);
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }

    private static async Task<int> CompareAsync(PlainCopy plain, LedgerWork ledger, int objects, int rounds)
    {
        await MeasureAsync(plain, ledger, objects / 10);
        Console.WriteLine($"{"objects",10} {"append entries/s",18} {"plain COPY rows/s",18} {"ledger objects/s",18} {"ratio",7} {"client µs/object",18}");
        double plainSeconds = 0, ledgerSeconds = 0;
        for (var round = 0; round < rounds; round++)
        {
            var (listing, copy, work) = await MeasureAsync(plain, ledger, objects);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{objects,10} {objects / listing.TotalSeconds,18:N0} {objects / copy.TotalSeconds,18:N0} {objects / work.Elapsed.TotalSeconds,18:N0} {copy / work.Elapsed,7:0.00} {work.Processor.TotalMicroseconds / objects,18:0.0}"));
            plainSeconds += copy.TotalSeconds;
            ledgerSeconds += work.Elapsed.TotalSeconds;
        }
        var ratio = plainSeconds / ledgerSeconds;
        var total = (double)objects * rounds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"plain COPY {total / plainSeconds:N0} rows/s, ledger {total / ledgerSeconds:N0} objects/s, ratio {ratio:0.00} (at least {LeastRatio})"));
        foreach (var (table, bytes) in await ledger.MeasureSizesAsync(objects))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"bytes per object in {table}: {bytes:0.0}"));
        return ratio >= LeastRatio ? 0 : 1;
    }

    private static async Task<(TimeSpan Listing, TimeSpan Copy, (TimeSpan Elapsed, TimeSpan Processor) Work)> MeasureAsync(PlainCopy plain, LedgerWork ledger, int objects)
    {
        var listing = await ledger.ListAsync(objects);
        var copy = await plain.CopyAsync(objects);
        return (listing, copy, await ledger.WorkAsync(objects));
    }
}
