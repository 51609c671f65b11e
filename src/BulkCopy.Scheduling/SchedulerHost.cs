using System.Data.Common;
using BulkCopy.Engine.Scheduling;
using BulkCopy.Engine.Segments;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Quartz;

namespace BulkCopy.Scheduling;

/// <summary>
/// Fires schedules in this process, together with every other process that hosts a scheduler on the same database. Any of them may die at any time;
/// the others take over what it had begun.
/// </summary>
public sealed class SchedulerHost(
    NpgsqlDataSource database, IScheduleLedger ledger, ScheduleFirer firer, SchedulerOptions options, TimeProvider time, ILogger<SchedulerHost> log)
{
    /// <summary>Schema of Quartz's own tables, made by the migrations; the tables are made by Quartz.</summary>
    private const string TablePrefix = "quartz.qrtz_";

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);

    private readonly TriggerReconciler reconciler = new(ledger);

    /// <summary>Hosts the scheduler until it is told to stop. What fires then is fired by others, or caught up later.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        await using var factory = QuartzSchedulerBuilder.Create(Configure).Build();
        try
        {
            var scheduler = await StartAsync(factory, stopping).ConfigureAwait(false);
            Log.Hosting(log, options.InstanceId);
            while (!stopping.IsCancellationRequested)
            {
                await LookAsync(scheduler, stopping).ConfigureAwait(false);
                await Task.Delay(options.PollInterval, time, stopping).ConfigureAwait(false);
            }
        }
        catch (Exception ended) when (stopping.IsCancellationRequested && ended is OperationCanceledException or SchedulerException or LedgerUnavailableException)
        {
            Log.Stopped(log, options.InstanceId);
        }
    }

    private async Task<IScheduler> StartAsync(StandaloneSchedulerFactory factory, CancellationToken stopping)
    {
        var scheduler = await factory.GetScheduler(stopping).ConfigureAwait(false);
        await reconciler.ReconcileAsync(scheduler, stopping).ConfigureAwait(false);
        await scheduler.Start(stopping).ConfigureAwait(false);
        return scheduler;
    }

    /// <summary>Triggers follow schedules, and fires that wait are settled. When the database is away, both are done later.</summary>
    private async Task LookAsync(IScheduler scheduler, CancellationToken stopping)
    {
        try
        {
            await reconciler.ReconcileAsync(scheduler, stopping).ConfigureAwait(false);
            await firer.SettleAllAsync(stopping).ConfigureAwait(false);
        }
        catch (Exception away) when (away is LedgerUnavailableException or SchedulerException)
        {
            Log.Away(log, away.Message);
            await Task.Delay(RetryDelay, time, stopping).ConfigureAwait(false);
        }
    }

    private void Configure(IQuartzBuilder quartz)
    {
        quartz.ConfigureScheduler(scheduler =>
        {
            scheduler.InstanceName = "bulkcopy";
            scheduler.InstanceId = options.InstanceId;
            scheduler.IdleWaitTime = TimeSpan.FromSeconds(5);
        });
        quartz.UseTimeProvider(time);
        quartz.UseJobFactory(new StartRunJob.Factory(firer, options.MisfireThreshold));
        quartz.UsePersistentStore(store =>
        {
            store.Services.AddSingleton<DbDataSource>(database);
            store.UsePostgres(source => source.UseRegisteredDataSource = true);
            store.ConfigureStore(own =>
            {
                own.TablePrefix = TablePrefix;
                own.StoreJobDataAsStrings = true;
                own.MisfireThreshold = options.MisfireThreshold;
            });
            store.UseClustering(cluster =>
            {
                cluster.CheckinInterval = options.CheckinInterval;
                cluster.CheckinMisfireThreshold = options.CheckinGrace;
            });
            store.ProvisionSchema();
        });
    }
}
