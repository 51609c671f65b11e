using BulkCopy.Engine.Segments;
using BulkCopy.Server.Options;
using BulkCopy.Server.Telemetry;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace BulkCopy.Server.Health;

/// <summary>Whether work is being taken from the queues. A long queue does not make this server unfit, so it only degrades.</summary>
internal sealed class QueueCheck(LedgerProbe probe, IOptions<ServerOptions> options) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        try
        {
            var reading = await probe.ReadAsync(cancellationToken);
            var oldest = reading.Queues.Where(queue => queue.State == "Active").Select(queue => queue.OldestDue).DefaultIfEmpty().Max();
            return oldest <= options.Value.QueueAgeLimit
                ? HealthCheckResult.Healthy("Work is being taken.")
                : HealthCheckResult.Degraded($"Work has been waiting for {oldest.TotalSeconds:0} s; {reading.LiveWorkers} workers live.");
        }
        catch (LedgerUnavailableException)
        {
            return HealthCheckResult.Unhealthy("The database does not answer.");
        }
    }
}
