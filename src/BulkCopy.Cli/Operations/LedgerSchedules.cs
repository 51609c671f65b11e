using BulkCopy.Cli.Hosting;
using BulkCopy.Cli.Output;
using BulkCopy.Cli.Tiering;
using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Scheduling;

namespace BulkCopy.Cli.Operations;

/// <summary>Schedules in the ledger.</summary>
internal sealed class LedgerSchedules(IRunScheduler scheduler, StoreDirectory stores) : IScheduleOperations
{
    public async Task<ScheduleDocument> CreateAsync(ScheduleDraft draft, CancellationToken cancellationToken)
    {
        var created = await scheduler.CreateAsync(
            new ScheduleSpec
            {
                Name = draft.Name, Cron = draft.Cron, TimeZone = draft.TimeZone, BlackoutDays = draft.BlackoutDays, Overlap = draft.Overlap, Misfire = draft.Misfire,
                Job = draft.Job ?? PolicyTexts.Declare(draft.Tiering!, stores),
            },
            cancellationToken).ConfigureAwait(false);
        return created.Schedule is { } schedule
            ? ScheduleDocument.Of(schedule) : throw new RefusedException(string.Join(Environment.NewLine, created.Problems));
    }

    public async Task<IReadOnlyList<ScheduleDocument>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await scheduler.ListAsync(cancellationToken).ConfigureAwait(false)).Select(ScheduleDocument.Of)];

    public async Task<ScheduleDocument?> FindAsync(string idOrName, int fires, CancellationToken cancellationToken)
    {
        if (await scheduler.FindAsync(idOrName, cancellationToken).ConfigureAwait(false) is not { } schedule)
            return null;
        var document = ScheduleDocument.Of(schedule);
        return fires == 0 ? document : document with
        {
            Fires = [.. (await scheduler.ListFiresAsync(schedule.Id, fires, cancellationToken).ConfigureAwait(false)).Select(FireDocument.Of)],
        };
    }

    public Task SetPausedAsync(ScheduleId schedule, bool paused, CancellationToken cancellationToken) =>
        scheduler.SetPausedAsync(schedule, paused, cancellationToken);

    public Task DeleteAsync(ScheduleDocument schedule, CancellationToken cancellationToken) =>
        scheduler.DeleteAsync(new ScheduleId(schedule.ScheduleId), cancellationToken);

    public async Task<FireDocument?> RunNowAsync(ScheduleId schedule, CancellationToken cancellationToken) =>
        await scheduler.RunNowAsync(schedule, cancellationToken).ConfigureAwait(false) is { } fire ? FireDocument.Of(fire) : null;
}
