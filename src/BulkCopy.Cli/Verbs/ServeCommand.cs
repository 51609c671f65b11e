using System.CommandLine;
using BulkCopy.Cli.Configuration;
using BulkCopy.Cli.Hosting;
using BulkCopy.Cli.Output;
using BulkCopy.Cli.Schedules;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Scheduling;
using BulkCopy.Server;
using BulkCopy.Server.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace BulkCopy.Cli.Verbs;

/// <summary><c>bulkcopy serve</c>: the server, a worker and the scheduler in one process.</summary>
internal sealed class ServeCommand : Verb
{
    private readonly Option<string[]> _listen = new("--listen") { Description = "Address such as http://127.0.0.1:8080; can be repeated; port 0 takes a free one. Default: Server:Listen in configuration, otherwise that one.", HelpName = "URL" };
    private readonly Option<bool> _noWorker = new("--no-worker") { Description = "Serve only; leave the work to 'bulkcopy worker'." };
    private readonly WorkerArguments _worker = new();

    public ServeCommand(CliHost host)
        : base("serve", "Run the server (API, sign-in, metrics), a worker and the scheduler in one process until Ctrl-C or SIGTERM.", host)
    {
        Options.Add(_listen);
        Options.Add(_noWorker);
        _worker.AddTo(this);
    }

    protected override async Task<int> RunAsync(Invocation invocation)
    {
        var settings = invocation.ReadSettings();
        using var stores = new StoreDirectory(settings, invocation.Host.Variables, invocation.Time);
        await using var ledger = await LedgerSession.OpenAsync(settings, invocation.Time, invocation.Stopping).ConfigureAwait(false);
        using var logs = ScheduleServices.Logs(invocation);
        await using var server = Build(invocation, settings, stores, ledger, ScheduleServices.Open(invocation, ledger, logs));
        await StartAsync(server, invocation).ConfigureAwait(false);
        invocation.Shutdown.DrainNotice = "Finishing what is in flight and handing the rest back; a second signal stops at once.";
        Tell(invocation, server);
        var scheduling = Task.WhenAll(
            ScheduleServices.HostAsync(invocation, ledger),
            new RetentionKeeper(ledger, settings.Retention, invocation.Time, invocation.Say).RunAsync(invocation.Stopping));
        if (invocation.Get(_noWorker))
        {
            await invocation.UntilStoppedAsync().ConfigureAwait(false);
        }
        else
        {
            using var worker = new LocalWorker(invocation, ledger, server.Services.GetRequiredService<IStoreDirectory>(), _worker.Read(invocation, settings));
            await worker.RunAsync(invocation.Stopping).ConfigureAwait(false);
        }

        await scheduling.ConfigureAwait(false);

        await server.StopAsync(invocation.Shutdown.Abandon).ConfigureAwait(false);
        return ExitCodes.Done;
    }

    private WebApplication Build(Invocation invocation, BulkCopySettings settings, StoreDirectory stores, LedgerSession ledger, IRunScheduler schedules)
    {
        var options = settings.Server;
        if (invocation.Get(_listen) is { Length: > 0 } listen)
            options.Listen = listen;
        var parts = new ServerParts
        {
            Database = ledger.Database,
            Runs = ledger.Runs,
            Reports = ledger.Reports,
            Stores = new ConfiguredStores(stores, [.. settings.Stores.Keys]),
            Schedules = schedules,
            Time = invocation.Time,
            Announce = invocation.Say,
        };
        return ServerHost.Build(parts, options, invocation.ConfigureLogs);
    }

    private static async Task StartAsync(WebApplication server, Invocation invocation)
    {
        try
        {
            await server.StartAsync(invocation.Stopping).ConfigureAwait(false);
        }
        catch (OptionsValidationException invalid)
        {
            throw new ConfigurationException([.. invalid.Failures]);
        }
        catch (Exception taken) when (taken is IOException or InvalidOperationException or FormatException)
        {
            throw new RefusedException($"The server cannot listen: {taken.Message} Choose another address by --listen.");
        }
    }

    private static void Tell(Invocation invocation, WebApplication server)
    {
        if (invocation.IsJson)
            invocation.PrintJson(new ServerDocument([.. server.Urls]), JsonDocuments.Types.ServerDocument);
        else
            invocation.Say($"Serving at {string.Join(", ", server.Urls)} until Ctrl-C.");
    }
}
