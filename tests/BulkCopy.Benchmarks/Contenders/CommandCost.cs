using System.Diagnostics;

namespace BulkCopy.Benchmarks.Contenders;

/// <summary>What a command took.</summary>
/// <param name="Seconds">From its start to its end.</param>
/// <param name="CpuSeconds">Of the process, in user and system mode.</param>
/// <param name="PeakBytes">Most memory that it had.</param>
internal sealed record CommandCost(double Seconds, double CpuSeconds, long PeakBytes)
{
    /// <summary>What it asked of the store.</summary>
    public long Requests { get; init; }

    /// <summary>Runs a contender to its end. Time and memory are read every few milliseconds: a process that has ended tells nothing more.</summary>
    public static async Task<CommandCost> MeasureAsync(Contender contender, string source, string destination)
    {
        var start = new ProcessStartInfo(contender.Program, contender.Arguments(source, destination)) { RedirectStandardOutput = true, RedirectStandardError = true };
        // Settings of the caller's for one of the programs would tell in its figures only.
        foreach (var name in start.Environment.Keys.Except(["PATH", "HOME", "TMPDIR", "DOTNET_ROOT"]).ToArray()) start.Environment.Remove(name);
        foreach (var (name, value) in contender.Variables) start.Environment[name] = value;
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{contender.Program} did not start.");
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        var (cpu, peak, ended) = (TimeSpan.Zero, 0L, process.WaitForExitAsync());
        while (!ended.IsCompleted)
        {
            await Task.WhenAny(ended, Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System));
            process.Refresh();
            if (!process.HasExited) (cpu, peak) = (process.TotalProcessorTime, Math.Max(peak, process.PeakWorkingSet64));
        }
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        if (process.ExitCode != 0) throw new InvalidOperationException($"{contender.Name} ended with {process.ExitCode}: {await errors}{await output}");
        return new CommandCost(seconds, cpu.TotalSeconds, peak);
    }
}
