using System.Diagnostics;
using System.Globalization;
using BulkCopy.Benchmarks.Fleet;
using BulkCopy.Emulator;
using BulkCopy.Emulator.Faults;
using BulkCopy.Emulator.Requests;
using BulkCopy.Emulator.Seeding;
using BulkCopy.Emulator.Storage;

namespace BulkCopy.Benchmarks.Contenders;

/// <summary>
/// Whole commands, from start to end and in turns, that copy one bucket of the emulator to new ones by server-side copies: BulkCopy as it is released, with its
/// ledger and its proofs, beside programs that keep none, and beside nothing but the requests. The emulator and PostgreSQL share the machine with all of them.
/// Stores are further away than that: with a latency, it is the number of requests that tells, and not the processor alone.
/// </summary>
internal static class ContendersBenchmark
{
    private const int ObjectSize = 1024;
    private const int Rounds = 3;

    /// <summary>Arguments: objects (default 20,000), and for how many milliseconds each answer waits (default 0).</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var objects = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 20_000;
        var latency = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 0;
        var bulkcopy = Environment.GetEnvironmentVariable("BULKCOPY_RELEASED");
        if (!File.Exists(bulkcopy))
        {
            Console.Error.WriteLine("BULKCOPY_RELEASED names no executable. Run `./build.sh bench contenders`, which builds one.");
            return 2;
        }
        await using var scene = await FleetScene.StartAsync();
        scene.Seed(new SeedOrder { Dialect = EmulatorDialect.S3, Bucket = "source", Count = objects, Size = ObjectSize, IsDistinct = false });
        if (latency > 0) scene.Faults.Add(new FaultRule { Kind = FaultKind.Latency, Delay = TimeSpan.FromMilliseconds(latency) });
        var contenders = Contender.All(scene, Path.GetFullPath(bulkcopy), Convert.ToHexStringLower(new GeneratedContent(0, 0, ObjectSize).ComputeMd5()), objects.ToString(CultureInfo.InvariantCulture));
        var database = TimeSpan.Zero;
        for (var round = 0; round < Rounds; round++)
            foreach (var (index, contender) in contenders.Index())
            {
                var before = CpuOfTree(scene.Postmaster);
                contender.Rounds.Add(await RunAsync(scene, contender, $"copies-{round}-{index}", objects));
                if (index == 0) database += CpuOfTree(scene.Postmaster) - before;
            }
        Console.WriteLine($"{objects:N0} objects of {ObjectSize} bytes from bucket to bucket, answers after {latency} ms, {Rounds} rounds in turns, medians");
        return Report(contenders, objects, database / Rounds);
    }

    private static async Task<CommandCost> RunAsync(FleetScene scene, Contender contender, string destination, int objects)
    {
        scene.Seed(new SeedOrder { Dialect = EmulatorDialect.S3, Bucket = destination, Count = 0 });
        scene.Requests.Clear();
        var cost = await CommandCost.MeasureAsync(contender, "source", destination);
        var copies = scene.Requests.Count(Operation.CopyObject);
        return copies >= objects ? cost with { Requests = scene.Requests.Total } : throw new InvalidOperationException($"{contender.Name} sent {copies} copy requests for {objects} objects.");
    }

    /// <summary>What PostgreSQL's processes have used: the first, those that have ended, and those that live.</summary>
    private static TimeSpan CpuOfTree(int postmaster)
    {
        double ticks = 0;
        foreach (var directory in Directory.GetDirectories("/proc").Where(directory => int.TryParse(Path.GetFileName(directory), out _)))
        {
            string[] fields;
            try
            {
                // Behind the name in parentheses: state, parent, … user, system, and those of children that have ended.
                fields = File.ReadAllText(Path.Combine(directory, "stat")).Split(") ")[^1].Split(' ');
            }
            catch (IOException)
            {
                continue;
            }
            var isFirst = Path.GetFileName(directory) == postmaster.ToString(CultureInfo.InvariantCulture);
            if (isFirst || fields[1] == postmaster.ToString(CultureInfo.InvariantCulture))
                ticks += fields[11..(isFirst ? 15 : 13)].Sum(field => double.Parse(field, CultureInfo.InvariantCulture));
        }
        return TimeSpan.FromSeconds(ticks / 100);
    }

    private static int Report(IReadOnlyList<Contender> contenders, int objects, TimeSpan database)
    {
        var own = Median(contenders[0].Rounds, round => round.Seconds);
        Console.WriteLine("command                      objects/s   time to bulkcopy's   requests an object   µs of CPU an object   peak MiB");
        foreach (var contender in contenders)
        {
            var seconds = Median(contender.Rounds, round => round.Seconds);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{contender.Name,-26} {objects / seconds,11:0} {seconds / own,19:0.00}x {Median(contender.Rounds, round => round.Requests) / objects,20:0.00} {Median(contender.Rounds, round => round.CpuSeconds) * 1e6 / objects,21:0} {Median(contender.Rounds, round => round.PeakBytes) / (1 << 20),10:0}"));
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"PostgreSQL took {database.TotalMicroseconds / objects:0} µs of CPU an object of bulkcopy's besides"));
        var programs = contenders.Skip(1).SkipLast(1).ToList();
        if (programs.Count == 0) Console.WriteLine("rclone and s5cmd are not on this machine: install one to compare with.");
        return programs.All(program => Median(program.Rounds, round => round.Seconds) > own) ? 0 : 1;
    }

    private static double Median(IEnumerable<CommandCost> rounds, Func<CommandCost, double> of) => rounds.Select(of).Order().ElementAt(Rounds / 2);
}
