using System.Globalization;
using BulkCopy.Engine.Scheduling;

namespace BulkCopy.Scheduling;

/// <summary>Schedules in the ledger. Needs no scheduler in its own process: hosts derive their triggers from what is written here.</summary>
public sealed class RunScheduler(IScheduleLedger ledger, ScheduleFirer firer, TimeProvider time) : IRunScheduler
{
    /// <inheritdoc/>
    public Task<ScheduleResult> CreateAsync(ScheduleSpec spec, CancellationToken cancellationToken) =>
        WriteAsync(spec, () => ledger.CreateAsync(spec, cancellationToken), Taken(spec));

    /// <inheritdoc/>
    public async Task<ScheduleResult> UpdateAsync(ScheduleId schedule, int revision, ScheduleSpec spec, CancellationToken cancellationToken)
    {
        var result = await WriteAsync(spec, () => ledger.UpdateAsync(schedule, revision, spec, cancellationToken), Taken(spec)).ConfigureAwait(false);
        if (result.Schedule is not null || CronTimes.Parse(spec, out _) is null) return result;
        return await ledger.FindAsync(schedule, cancellationToken).ConfigureAwait(false) switch
        {
            null => new(null, [$"There is no schedule {schedule} any more."]) { IsOutdated = true },
            { } now when now.Revision != revision => new(null, [$"Somebody changed the schedule '{now.Spec.Name}' meanwhile: look at what it is now, and change it again."]) { IsOutdated = true },
            _ => result,
        };
    }

    /// <inheritdoc/>
    public Task<bool> SetPausedAsync(ScheduleId schedule, bool paused, CancellationToken cancellationToken) =>
        ledger.SetPausedAsync(schedule, paused, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(ScheduleId schedule, CancellationToken cancellationToken) => ledger.DeleteAsync(schedule, cancellationToken);

    /// <inheritdoc/>
    public Task<ScheduleFire?> RunNowAsync(ScheduleId schedule, CancellationToken cancellationToken) => firer.FireByHandAsync(schedule, cancellationToken);

    /// <inheritdoc/>
    public async Task<Schedule?> FindAsync(string idOrName, CancellationToken cancellationToken)
    {
        var all = await ListAsync(cancellationToken).ConfigureAwait(false);
        return all.FirstOrDefault(schedule => schedule.Spec.Name == idOrName)
            ?? (long.TryParse(idOrName, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? all.FirstOrDefault(schedule => schedule.Id.Value == id) : null);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Schedule>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await ledger.ListAsync(cancellationToken).ConfigureAwait(false)).Select(WithNext)];

    /// <inheritdoc/>
    public Task<IReadOnlyList<ScheduleFire>> ListFiresAsync(ScheduleId schedule, int most, CancellationToken cancellationToken) =>
        ledger.ListFiresAsync(schedule, most, cancellationToken);

    private static string Taken(ScheduleSpec spec) => $"There is a schedule named '{spec.Name}' already.";

    private async Task<ScheduleResult> WriteAsync(ScheduleSpec spec, Func<Task<Schedule?>> write, string refusal)
    {
        if (string.IsNullOrWhiteSpace(spec.Name)) return new(null, ["A schedule needs a name."]);
        if (CronTimes.Parse(spec, out var problems) is null) return new(null, problems);
        return await write().ConfigureAwait(false) is { } schedule ? new(WithNext(schedule), []) : new(null, [refusal]);
    }

    private Schedule WithNext(Schedule schedule) =>
        schedule.IsPaused ? schedule : schedule with { NextFireAt = CronTimes.Parse(schedule.Spec, out _)?.NextAfter(time.GetUtcNow()) };
}
