using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using BulkCopy.Engine.Workers;
using BulkCopy.Postgres.Ledger;
using Microsoft.Extensions.Logging.Abstractions;

namespace BulkCopy.Benchmarks.Fleet;

/// <summary>A worker in a process of its own: this program again, under another name.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    /// <summary>The argument by which this program becomes a worker.</summary>
    public const string Verb = "worker-process";

    private readonly Process process;

    private WorkerProcess(Process process) => this.process = process;

    /// <summary>Most memory that the process ever had, in bytes.</summary>
    public long PeakBytes { get; private set; }

    public static WorkerProcess Start(FleetScene scene, int concurrency)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(typeof(WorkerProcess).Assembly.Location);
        foreach (var argument in new[] { Verb, scene.ConnectionString, scene.EmulatorAddress, concurrency.ToString(CultureInfo.InvariantCulture) })
            start.ArgumentList.Add(argument);
        return new WorkerProcess(Process.Start(start) ?? throw new InvalidOperationException("The worker did not start."));
    }

    /// <summary>Works until SIGTERM.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        using var stopping = new CancellationTokenSource();
        using var signal = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            stopping.Cancel();
        });
        await using var database = LedgerDataSource.Create(args[0]);
        using var stores = new BenchStores(args[1]);
        var options = new WorkerOptions { Concurrency = int.Parse(args[2], CultureInfo.InvariantCulture), Lease = TimeSpan.FromSeconds(10) };
        await new WorkerHost(PostgresLedger.Over(database), stores, options, TimeProvider.System, NullLogger<WorkerHost>.Instance).RunAsync(stopping.Token, CancellationToken.None);
        return 0;
    }

    /// <summary>Reads what the kernel says of the process's memory.</summary>
    public void ReadPeak()
    {
        process.Refresh();
        if (!process.HasExited) PeakBytes = process.PeakWorkingSet64;
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync();
            await process.WaitForExitAsync();
        }
        process.Dispose();
    }
}
