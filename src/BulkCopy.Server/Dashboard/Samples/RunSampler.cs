using BulkCopy.Engine.Segments;
using BulkCopy.Postgres.Queries;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BulkCopy.Server.Dashboard.Samples;

/// <summary>Writes down every five seconds how far runs are.</summary>
internal sealed class RunSampler(RunSamples samples, TimeProvider time, ILogger<RunSampler> log) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(5);
    private const int ThinEvery = 60;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pace, time);
        for (var count = 0; await timer.WaitForNextTickAsync(stoppingToken); count++)
        {
            try
            {
                await samples.WriteAsync(stoppingToken);
                if (count % ThinEvery == ThinEvery - 1)
                    await samples.ThinAsync(stoppingToken);
            }
            catch (LedgerUnavailableException away)
            {
                Log.LedgerUnmeasured(log, away.Message);
            }
        }
    }
}
