using System.Globalization;
using BulkCopy.Engine.Scheduling;
using Quartz;
using Quartz.Extensibility;

namespace BulkCopy.Scheduling;

/// <summary>The one kind of job that the scheduler runs: it starts a run and is done. There is one per schedule, never one per object.</summary>
internal sealed class StartRunJob(ScheduleFirer firer, TimeSpan misfireThreshold) : IJob
{
    public const string ScheduleKey = "schedule";
    public const string RevisionKey = "revision";

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var id = long.Parse((string)context.MergedJobDataMap[ScheduleKey]!, CultureInfo.InvariantCulture);
        await firer.FireAsync(new ScheduleId(id), ScheduledFor(context), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// A job that is run again because its scheduler died carries the time it was first meant for. One that catches up after missed times carries the
    /// first of them, and stands for the last.
    /// </summary>
    private DateTimeOffset ScheduledFor(IJobExecutionContext context)
    {
        if (context.Recovering
            && context.MergedJobDataMap.TryGetValue(SchedulerConstants.FailedJobOriginalTriggerScheduledFireTime, out var original)
            && DateTimeOffset.TryParse(Convert.ToString(original, CultureInfo.InvariantCulture), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var first))
            return first;
        return context.ScheduledFireTimeUtc is { } scheduled && context.FireTimeUtc - scheduled < misfireThreshold ? scheduled : context.FireTimeUtc;
    }

    /// <summary>Makes the jobs of one host.</summary>
    internal sealed class Factory(ScheduleFirer firer, TimeSpan misfireThreshold) : IJobFactory
    {
        public ValueTask<JobScope> CreateJob(TriggerFiredBundle bundle, IScheduler scheduler, CancellationToken cancellationToken) =>
            ValueTask.FromResult(new JobScope(new StartRunJob(firer, misfireThreshold), null));

        public ValueTask ReturnJob(JobScope scope, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
