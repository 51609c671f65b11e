using BulkCopy.Benchmarks.Contenders;
using BulkCopy.Benchmarks.Crc;
using BulkCopy.Benchmarks.Emulator;
using BulkCopy.Benchmarks.Fleet;
using BulkCopy.Benchmarks.Ledger;
using BulkCopy.Benchmarks.ObjectStores;
using BulkCopy.Benchmarks.Server;
using BulkCopy.Benchmarks.Signing;

// One line per benchmark: its name on the command line, and what runs it with the remaining arguments.
var benchmarks = new SortedDictionary<string, Func<string[], Task<int>>>(StringComparer.Ordinal)
{
    ["contenders"] = ContendersBenchmark.RunAsync,
    ["crc64"] = Crc64Benchmark.RunAsync,
    ["emulator"] = EmulatorBenchmark.RunAsync,
    ["ledger"] = LedgerBenchmark.RunAsync,
    ["listpage"] = PageBenchmark.RunAsync,
    ["scale"] = ScaleBenchmark.RunAsync,
    ["server"] = ServerBenchmark.RunAsync,
    ["signing"] = SigningBenchmark.RunAsync,
    ["storeclient"] = StoreClientBenchmark.RunAsync,
    ["throttle"] = ThrottleBenchmark.RunAsync,
};

if (args is [WorkerProcess.Verb, ..]) return await WorkerProcess.RunAsync(args[1..]);
if (args is [CopyLoop.Verb, ..]) return await CopyLoop.RunAsync(args[1..]);
if (args.Length > 0 && benchmarks.TryGetValue(args[0], out var run)) return await run(args[1..]);
Console.Error.WriteLine($"Name a benchmark: {string.Join(", ", benchmarks.Keys)}. Run it with -c Release.");
return 2;
