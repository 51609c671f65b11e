using System.Globalization;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Scheduling;
using Microsoft.Extensions.Logging;

namespace BulkCopy.Scheduling;

/// <summary>
/// Turns the firing of a trigger into a run. Two steps, each of which may be repeated: the time is written down under a key that exists once,
/// then its run is started under an idempotency key made from schedule and time. Whoever dies between them leaves a queued fire for the others.
/// </summary>
public sealed class ScheduleFirer(IScheduleLedger schedules, IRunLedger runs, ILogger<ScheduleFirer> log)
{
    /// <summary>A trigger of the schedule fired.</summary>
    /// <param name="id">The schedule.</param>
    /// <param name="triggeredFor">The time the trigger was for; after missed times it is the moment of catching up.</param>
    /// <param name="cancellationToken">Stops it; the fire is settled by others then.</param>
    public async Task FireAsync(ScheduleId id, DateTimeOffset triggeredFor, CancellationToken cancellationToken)
    {
        if (await schedules.FindAsync(id, cancellationToken).ConfigureAwait(false) is not { IsPaused: false } schedule) return;
        if (CronTimes.Parse(schedule.Spec, out _) is not { } times || NamedTime(times, triggeredFor) is not { } time || time < schedule.ChangedAt) return;
        if (await schedules.QueueFireAsync(id, time, cancellationToken).ConfigureAwait(false)) Log.Fired(log, schedule.Spec.Name, time);
        await SettleAsync(id, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Settles every fire that waits: for its previous run, or because the process that wrote it down is gone.</summary>
    public async Task SettleAllAsync(CancellationToken cancellationToken)
    {
        foreach (var id in await schedules.ListQueuedAsync(cancellationToken).ConfigureAwait(false)) await SettleAsync(id, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Starts a run because somebody asked for it.</summary>
    public Task<ScheduleFire?> FireByHandAsync(ScheduleId id, CancellationToken cancellationToken) =>
        schedules.FireByHandAsync(id, (spec, at) => StartAsync(id, spec, at, "by-hand", cancellationToken), cancellationToken);

    private async Task SettleAsync(ScheduleId id, CancellationToken cancellationToken)
    {
        while (await schedules.SettleFireAsync(id, (spec, at) => StartAsync(id, spec, at, "at", cancellationToken), cancellationToken).ConfigureAwait(false) is { } fire)
        {
            if (fire.State == FireState.Queued) return;
            if (fire.State == FireState.Started) Log.Started(log, fire.Run!.Value, id, fire.ScheduledAt);
            else Log.PassedOver(log, id, fire.ScheduledAt, fire.Reason);
        }
    }

    private async Task<RunId> StartAsync(ScheduleId id, ScheduleSpec spec, DateTimeOffset at, string how, CancellationToken cancellationToken)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"schedule-{id}-{how}-{at.ToUniversalTime():yyyy-MM-ddTHH:mm:ss.fffZ}");
        return (await runs.CreateAsync(spec.Job, key, cancellationToken).ConfigureAwait(false)).Id;
    }

    /// <summary>The scheduled time that a trigger stands for: its own, or the last one that was missed; <c>null</c> on blackout days.</summary>
    private static DateTimeOffset? NamedTime(CronTimes times, DateTimeOffset triggeredFor) =>
        times.Names(triggeredFor) && times.IsBlackedOut(triggeredFor) ? null : times.LastUntil(triggeredFor);
}
