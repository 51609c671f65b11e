using BulkCopy.Cli.Output;
using BulkCopy.Cli.Verbs;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Workers;
using BulkCopy.Server.Telemetry;
using Microsoft.Extensions.Logging;

namespace BulkCopy.Cli.Hosting;

/// <summary>A worker in this process; its log goes to standard error.</summary>
internal sealed class LocalWorker : IDisposable
{
    private readonly ILoggerFactory _logs;
    private readonly WorkerHost _host;
    private readonly CancellationToken _abandon;

    public LocalWorker(Invocation invocation, LedgerSession ledger, IStoreDirectory stores, WorkerOptions options)
    {
        _logs = LoggerFactory.Create(invocation.ConfigureLogs);
        _host = new WorkerHost(MeteredSegmentLedger.Over(ledger.Access), stores, options, invocation.Time, _logs.CreateLogger<WorkerHost>());
        _abandon = invocation.Shutdown.Abandon;
    }

    /// <summary>Works until told to stop, then drains; ends at once at the second signal.</summary>
    public Task RunAsync(CancellationToken stopping) => _host.RunAsync(stopping, _abandon);

    public void Dispose() => _logs.Dispose();
}
