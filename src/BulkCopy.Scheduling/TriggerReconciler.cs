using System.Globalization;
using BulkCopy.Engine.Scheduling;
using Quartz;

namespace BulkCopy.Scheduling;

/// <summary>
/// Derives Quartz's jobs and triggers from the schedules. A trigger is replaced only when its schedule's revision changed, and by one process at a
/// time: replacing starts from the moment of the change, so nothing is lost, and a time that had fired already is known by its key.
/// </summary>
internal sealed class TriggerReconciler(IScheduleLedger ledger)
{
    private const string Group = "bulkcopy";

    /// <summary>Makes Quartz agree with the schedules; <c>false</c> if another process is at it.</summary>
    public Task<bool> ReconcileAsync(IScheduler scheduler, CancellationToken cancellationToken) =>
        ledger.WithReconcilingLockAsync(async () =>
        {
            var schedules = await ledger.ListAsync(cancellationToken).ConfigureAwait(false);
            var wanted = new HashSet<JobKey>();
            foreach (var schedule in schedules.Where(schedule => !schedule.IsPaused))
            {
                var key = new JobKey(schedule.Id.ToString(), Group);
                wanted.Add(key);
                var present = await scheduler.GetJobDetail(key, cancellationToken).ConfigureAwait(false);
                if (present is null || present.JobDataMap[StartRunJob.RevisionKey] as string != Text(schedule.Revision))
                    await ScheduleAsync(scheduler, schedule, key, cancellationToken).ConfigureAwait(false);
            }
            foreach (var key in await scheduler.GetJobKeys(GroupMatcher<JobKey>.GroupEquals(Group), cancellationToken).ConfigureAwait(false))
                if (!wanted.Contains(key)) await scheduler.DeleteJob(key, cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    private static async Task ScheduleAsync(IScheduler scheduler, Schedule schedule, JobKey key, CancellationToken cancellationToken)
    {
        if (CronTimes.Parse(schedule.Spec, out _) is not { } times || times.NextAfter(schedule.ChangedAt) is null) return;
        var job = JobBuilder.Create<StartRunJob>()
            .WithIdentity(key)
            .WithDescription(schedule.Spec.Name)
            .UsingJobData(StartRunJob.ScheduleKey, schedule.Id.ToString())
            .UsingJobData(StartRunJob.RevisionKey, Text(schedule.Revision))
            .DisallowConcurrentExecution()
            .RequestRecovery()
            .Build();
        var trigger = TriggerBuilder.Create(scheduler.TimeProvider)
            .WithIdentity(key.Name, Group)
            .ForJob(key)
            .StartAt(schedule.ChangedAt)
            .WithSchedule(CronScheduleBuilder.Create(times.Expression)
                .InTimeZone(times.Zone)
                .WithMisfireInstruction(schedule.Spec.Misfire == MisfirePolicy.FireOnce ? CronTriggerMisfireInstruction.FireAndProceed : CronTriggerMisfireInstruction.DoNothing))
            .Build();
        await scheduler.ScheduleJob(job, trigger, ScheduleJobOptions.Replacing, cancellationToken).ConfigureAwait(false);
    }

    private static string Text(int revision) => revision.ToString(CultureInfo.InvariantCulture);
}
