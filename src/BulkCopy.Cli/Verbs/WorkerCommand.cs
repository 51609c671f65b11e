using System.CommandLine;
using BulkCopy.Cli.Hosting;
using BulkCopy.Cli.Output;
using BulkCopy.Cli.Schedules;
using BulkCopy.Server.Telemetry;
using Microsoft.AspNetCore.Builder;

namespace BulkCopy.Cli.Verbs;

/// <summary><c>bulkcopy worker</c>: works on all unfinished runs until it is told to stop.</summary>
internal sealed class WorkerCommand : Verb
{
    private readonly Option<string?> _name = new("--name") { Description = "Name shown to operators. Default: host name and process id.", HelpName = "NAME" };
    private readonly Option<bool> _scheduler = new("--scheduler") { Description = "Fire schedules in this process too. Any number of processes may do so." };
    private readonly Option<string?> _metrics = new("--metrics") { Description = "Answer /metrics and /health/live at this address, such as http://127.0.0.1:9464; port 0 takes a free one. Default: nowhere.", HelpName = "URL" };
    private readonly WorkerArguments _worker = new();

    public WorkerCommand(CliHost host)
        : base("worker", "Work on all unfinished runs until Ctrl-C or SIGTERM; then finish what is in flight and hand the rest back.", host)
    {
        Options.Add(_name);
        Options.Add(_scheduler);
        Options.Add(_metrics);
        _worker.AddTo(this);
    }

    protected override async Task<int> RunAsync(Invocation invocation)
    {
        var settings = invocation.ReadSettings();
        using var stores = new StoreDirectory(settings, invocation.Host.Variables, invocation.Time);
        stores.RequireCredentials();
        await using var ledger = await LedgerSession.OpenAsync(settings, invocation.Time, invocation.Stopping).ConfigureAwait(false);
        var options = _worker.Read(invocation, settings, invocation.Get(_name));
        invocation.Shutdown.DrainNotice = "Finishing what is in flight and handing the rest back; a second signal stops at once.";
        await using var directory = await WorkerStores.OpenAsync(invocation, settings, stores, ledger).ConfigureAwait(false);
        using var telemetry = OtlpProviders.Start(settings.Server.Telemetry, "worker");
        await using var metrics = await MeasureAsync(invocation).ConfigureAwait(false);
        using var host = new LocalWorker(invocation, ledger, directory.Directory, options);
        Tell(invocation, options.Name, "started");
        var scheduling = invocation.Get(_scheduler) ? ScheduleServices.HostAsync(invocation, ledger) : Task.CompletedTask;
        var retention = invocation.Get(_scheduler) ? new RetentionKeeper(ledger, settings.Retention, invocation.Time, invocation.Say).RunAsync(invocation.Stopping) : Task.CompletedTask;
        await host.RunAsync(invocation.Stopping).ConfigureAwait(false);
        await Task.WhenAll(scheduling, retention).ConfigureAwait(false);
        Tell(invocation, options.Name, "stopped");
        return ExitCodes.Done;
    }

    private async Task<WebApplication?> MeasureAsync(Invocation invocation)
    {
        if (invocation.Get(_metrics) is not { } url)
            return null;
        try
        {
            var metrics = MetricsHost.Build(url);
            await metrics.StartAsync(invocation.Stopping).ConfigureAwait(false);
            invocation.Say($"Metrics at {metrics.Urls.First()}/metrics.");
            return metrics;
        }
        catch (Exception taken) when (taken is IOException or InvalidOperationException or FormatException)
        {
            throw new RefusedException($"Metrics cannot be told: {taken.Message} Choose another address by --metrics.");
        }
    }

    private static void Tell(Invocation invocation, string name, string state)
    {
        if (invocation.IsJson)
            invocation.PrintJson(new WorkerDocument(name, state), JsonDocuments.Types.WorkerDocument);
        else
            invocation.Say($"Worker {name} has {state}.");
    }
}
