using BulkCopy.Cli.Hosting;
using BulkCopy.Cli.Output;
using BulkCopy.Cli.Tiering;
using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Scheduling;

namespace BulkCopy.Cli.Operations;

/// <summary>Schedules in the ledger.</summary>
internal sealed class LedgerSchedules(IRunScheduler scheduler, StoreDirectory stores) : IScheduleOperations
{
    public async Task<ScheduleDocument> CreateAsync(ScheduleDraft draft, CancellationToken cancellationToken)
    {
        var job = draft.Job ?? Declare(draft, draft.Tiering!);
        return Done(await scheduler.CreateAsync(Spec(draft, job), cancellationToken).ConfigureAwait(false));
    }

    public async Task<ScheduleDocument> UpdateAsync(ScheduleDocument schedule, ScheduleDraft draft, CancellationToken cancellationToken)
    {
        var job = draft.Job ?? (draft.Tiering is { } tiering ? Declare(draft, tiering)
            : (await ReadAsync(schedule, cancellationToken).ConfigureAwait(false)).Job with { Name = draft.Name });
        return Done(await scheduler.UpdateAsync(new ScheduleId(schedule.ScheduleId), schedule.Revision, Spec(draft, job), cancellationToken).ConfigureAwait(false));
    }

    public async Task<RepeatedJob> ReadAsync(ScheduleDocument schedule, CancellationToken cancellationToken) =>
        (await scheduler.ListAsync(cancellationToken).ConfigureAwait(false)).FirstOrDefault(one => one.Id.Value == schedule.ScheduleId) is { } found
            ? new RepeatedJob(ScheduleDocument.Of(found), found.Spec.Job)
            : throw new RefusedException($"The schedule '{schedule.Name}' was deleted meanwhile.");

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

    // A job that is repeated bears the name of its schedule, as its runs do.
    private JobSpec Declare(ScheduleDraft draft, TieringRequest tiering) => PolicyTexts.Declare(tiering with { Name = tiering.Name ?? draft.Name }, stores);

    private static ScheduleSpec Spec(ScheduleDraft draft, JobSpec job) => new()
    {
        Name = draft.Name, Cron = draft.Cron, TimeZone = draft.TimeZone, BlackoutDays = draft.BlackoutDays, Overlap = draft.Overlap, Misfire = draft.Misfire, Job = job,
    };

    private static ScheduleDocument Done(ScheduleResult result) =>
        result.Schedule is { } schedule ? ScheduleDocument.Of(schedule) : throw new RefusedException(string.Join(Environment.NewLine, result.Problems));
}
