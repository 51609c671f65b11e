using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Scheduling;
using BulkCopy.Postgres.Ledger;
using Npgsql;

namespace BulkCopy.Postgres.Scheduling;

/// <summary>Settles fires one at a time per schedule: whoever holds the schedule's row decides.</summary>
internal static class FireSettling
{
    private const string LockSchedule = "SELECT spec FROM bulkcopy.schedules WHERE schedule_id = $1 FOR UPDATE";

    private const string OldestQueued = """
        SELECT scheduled_at, state, run_id, reason, manual, fired_at FROM bulkcopy.schedule_fires
        WHERE schedule_id = $1 AND state = 'Queued' ORDER BY scheduled_at LIMIT 1
        """;

    private const string UnfinishedRun = """
        SELECT r.run_id FROM bulkcopy.schedule_fires f JOIN bulkcopy.runs r USING (run_id)
        WHERE f.schedule_id = $1 AND r.finished_at IS NULL ORDER BY r.run_id LIMIT 1
        """;

    private const string Settle = """
        UPDATE bulkcopy.schedule_fires SET state = $3, run_id = $4, reason = $5, fired_at = now()
        WHERE schedule_id = $1 AND scheduled_at = $2 AND state = 'Queued'
        """;

    // Milliseconds, so that the time survives every client; two starts by hand in one of them are one start.
    private const string AddByHand = """
        INSERT INTO bulkcopy.schedule_fires (schedule_id, scheduled_at, state, run_id, manual, reason)
        VALUES ($1, $2, $3, $4, true, $5)
        """;

    private const string Clock = "SELECT date_trunc('milliseconds', clock_timestamp())";

    public static async Task<ScheduleFire?> SettleAsync(
        NpgsqlConnection connection, ScheduleId schedule, Func<ScheduleSpec, DateTimeOffset, Task<RunId>> start, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        if (await LockAsync(connection, schedule, cancellationToken).ConfigureAwait(false) is not { } spec) return null;
        await using var oldest = connection.Command(OldestQueued).With(schedule.Value);
        if (await oldest.ReadFirstAsync(reader => ScheduleLedger.ReadFire(reader, 0), cancellationToken).ConfigureAwait(false) is not { } fire) return null;

        var settled = await FindUnfinishedAsync(connection, schedule, cancellationToken).ConfigureAwait(false) is not { } busy
            ? fire with { State = FireState.Started, Run = await start(spec, fire.ScheduledAt).ConfigureAwait(false) }
            : spec.Overlap == OverlapPolicy.Queue ? fire
            : fire with { State = FireState.Skipped, Reason = $"Run {busy} of the same schedule was not finished." };
        if (settled.State != FireState.Queued)
        {
            await using var write = connection.Command(Settle)
                .With(schedule.Value).With(fire.ScheduledAt).With(settled.State.ToString()).With(settled.Run?.Value).With(settled.Reason);
            await write.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return settled;
    }

    public static async Task<ScheduleFire?> FireByHandAsync(
        NpgsqlConnection connection, ScheduleId schedule, Func<ScheduleSpec, DateTimeOffset, Task<RunId>> start, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        if (await LockAsync(connection, schedule, cancellationToken).ConfigureAwait(false) is not { } spec) return null;
        await using var clock = connection.Command(Clock);
        var now = await clock.ReadFirstAsync(reader => reader.Time(0), cancellationToken).ConfigureAwait(false);
        var busy = await FindUnfinishedAsync(connection, schedule, cancellationToken).ConfigureAwait(false);
        var fire = busy is null
            ? new ScheduleFire(now, FireState.Started, await start(spec, now).ConfigureAwait(false), null, true, now)
            : new ScheduleFire(now, FireState.Skipped, null, $"Run {busy} of the same schedule is not finished.", true, now);
        await using var add = connection.Command(AddByHand)
            .With(schedule.Value).With(now).With(fire.State.ToString()).With(fire.Run?.Value).With(fire.Reason);
        await add.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return fire;
    }

    private static async Task<ScheduleSpec?> LockAsync(NpgsqlConnection connection, ScheduleId schedule, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(LockSchedule).With(schedule.Value);
        return await command.ReadFirstAsync(reader => ScheduleLedger.ReadSpec(reader.GetString(0)), cancellationToken).ConfigureAwait(false);
    }

    private static async Task<int?> FindUnfinishedAsync(NpgsqlConnection connection, ScheduleId schedule, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(UnfinishedRun).With(schedule.Value);
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) as int?;
    }
}
