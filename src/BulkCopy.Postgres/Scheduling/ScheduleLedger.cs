using System.Text.Json;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Scheduling;
using BulkCopy.Postgres.Ledger;
using Npgsql;

namespace BulkCopy.Postgres.Scheduling;

/// <summary>Schedules and their fires in PostgreSQL.</summary>
/// <param name="source">From <see cref="LedgerDataSource"/>.</param>
public sealed class ScheduleLedger(NpgsqlDataSource source) : IScheduleLedger
{
    /// <summary>Key of the advisory lock under which triggers are derived from schedules.</summary>
    private const long ReconcilingLock = 0x42_43_53_43_48_45_44;

    private const string Columns = """
        s.schedule_id, s.spec, s.paused, s.revision, s.changed_at, f.scheduled_at, f.state, f.run_id, f.reason, f.manual, f.fired_at
        """;

    private const string FromSchedules = """
         FROM bulkcopy.schedules s LEFT JOIN LATERAL (
            SELECT * FROM bulkcopy.schedule_fires WHERE schedule_id = s.schedule_id ORDER BY scheduled_at DESC LIMIT 1) f ON true
        """;

    private const string Find = "SELECT " + Columns + FromSchedules + " WHERE s.schedule_id = $1";
    private const string List = "SELECT " + Columns + FromSchedules + " ORDER BY s.name";

    private const string Create = "INSERT INTO bulkcopy.schedules (name, spec) VALUES ($1, $2::jsonb) ON CONFLICT (name) DO NOTHING RETURNING schedule_id";

    private const string Update = """
        UPDATE bulkcopy.schedules SET name = $2, spec = $3::jsonb, revision = revision + 1, changed_at = now()
        WHERE schedule_id = $1 AND revision = $4 AND NOT EXISTS (SELECT FROM bulkcopy.schedules WHERE name = $2 AND schedule_id <> $1)
        RETURNING schedule_id
        """;

    private const string SetPaused = """
        UPDATE bulkcopy.schedules SET revision = revision + (paused <> $2)::integer, changed_at = CASE WHEN paused <> $2 THEN now() ELSE changed_at END, paused = $2
        WHERE schedule_id = $1
        """;

    private const string Delete = "DELETE FROM bulkcopy.schedules WHERE schedule_id = $1";

    private const string ListFires = """
        SELECT scheduled_at, state, run_id, reason, manual, fired_at FROM bulkcopy.schedule_fires
        WHERE schedule_id = $1 ORDER BY scheduled_at DESC LIMIT $2
        """;

    private const string Queue = """
        INSERT INTO bulkcopy.schedule_fires (schedule_id, scheduled_at)
        SELECT schedule_id, $2 FROM bulkcopy.schedules WHERE schedule_id = $1
        ON CONFLICT DO NOTHING
        """;

    private const string ListQueued = "SELECT DISTINCT schedule_id FROM bulkcopy.schedule_fires WHERE state = 'Queued'";

    private const string TakeLock = "SELECT pg_try_advisory_lock($1)";
    private const string GiveLock = "SELECT pg_advisory_unlock($1)";

    private readonly LedgerDatabase _database = new(source);

    /// <inheritdoc/>
    public Task<Schedule?> CreateAsync(ScheduleSpec spec, CancellationToken cancellationToken) =>
        _database.CallAsync($"writing schedule '{spec.Name}'", async connection =>
        {
            await using var command = connection.Command(Create).With(spec.Name).With(Write(spec));
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is long id
                ? await ReadAsync(connection, new ScheduleId(id), cancellationToken).ConfigureAwait(false)
                : null;
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<Schedule?> UpdateAsync(ScheduleId schedule, int revision, ScheduleSpec spec, CancellationToken cancellationToken) =>
        _database.CallAsync($"changing schedule {schedule}", async connection =>
        {
            await using var command = connection.Command(Update).With(schedule.Value).With(spec.Name).With(Write(spec)).With(revision);
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is long
                ? await ReadAsync(connection, schedule, cancellationToken).ConfigureAwait(false)
                : null;
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> SetPausedAsync(ScheduleId schedule, bool paused, CancellationToken cancellationToken) =>
        _database.CallAsync($"{(paused ? "pausing" : "resuming")} schedule {schedule}", async connection =>
        {
            await using var command = connection.Command(SetPaused).With(schedule.Value).With(paused);
            return await command.ChangesAsync(cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(ScheduleId schedule, CancellationToken cancellationToken) =>
        _database.CallAsync($"deleting schedule {schedule}", async connection =>
        {
            await using var command = connection.Command(Delete).With(schedule.Value);
            return await command.ChangesAsync(cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<Schedule?> FindAsync(ScheduleId schedule, CancellationToken cancellationToken) =>
        _database.CallAsync($"reading schedule {schedule}", connection => ReadAsync(connection, schedule, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Schedule>> ListAsync(CancellationToken cancellationToken) =>
        _database.CallAsync<IReadOnlyList<Schedule>>("reading schedules", async connection =>
        {
            await using var command = connection.Command(List);
            return await command.ReadAllAsync(Read, cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ScheduleFire>> ListFiresAsync(ScheduleId schedule, int most, CancellationToken cancellationToken) =>
        _database.CallAsync<IReadOnlyList<ScheduleFire>>($"reading the fires of schedule {schedule}", async connection =>
        {
            await using var command = connection.Command(ListFires).With(schedule.Value).With(most);
            return await command.ReadAllAsync(reader => ReadFire(reader, 0), cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> QueueFireAsync(ScheduleId schedule, DateTimeOffset scheduledAt, CancellationToken cancellationToken) =>
        _database.CallAsync($"writing a fire of schedule {schedule}", async connection =>
        {
            await using var command = connection.Command(Queue).With(schedule.Value).With(scheduledAt.ToUniversalTime());
            return await command.ChangesAsync(cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<ScheduleFire?> SettleFireAsync(ScheduleId schedule, Func<ScheduleSpec, DateTimeOffset, Task<RunId>> start, CancellationToken cancellationToken) =>
        _database.CallAsync($"settling a fire of schedule {schedule}", connection => FireSettling.SettleAsync(connection, schedule, start, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<ScheduleFire?> FireByHandAsync(ScheduleId schedule, Func<ScheduleSpec, DateTimeOffset, Task<RunId>> start, CancellationToken cancellationToken) =>
        _database.CallAsync($"starting schedule {schedule} by hand", connection => FireSettling.FireByHandAsync(connection, schedule, start, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ScheduleId>> ListQueuedAsync(CancellationToken cancellationToken) =>
        _database.CallAsync<IReadOnlyList<ScheduleId>>("reading queued fires", async connection =>
        {
            await using var command = connection.Command(ListQueued);
            return await command.ReadAllAsync(reader => new ScheduleId(reader.GetInt64(0)), cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> WithReconcilingLockAsync(Func<Task> work, CancellationToken cancellationToken) =>
        _database.CallAsync("deriving triggers from schedules", async connection =>
        {
            await using var take = connection.Command(TakeLock).With(ReconcilingLock);
            if (await take.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not true) return false;
            try
            {
                await work().ConfigureAwait(false);
            }
            finally
            {
                // Pooled connections keep their session, so the lock must be given back whatever happened.
                await using var give = connection.Command(GiveLock).With(ReconcilingLock);
                await give.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
            }
            return true;
        }, cancellationToken);

    internal static ScheduleSpec ReadSpec(string json) => JsonSerializer.Deserialize<ScheduleSpec>(json, JobSpecJson.Options)!;

    private static string Write(ScheduleSpec spec) => JsonSerializer.Serialize(spec, JobSpecJson.Options);

    private static async Task<Schedule?> ReadAsync(NpgsqlConnection connection, ScheduleId schedule, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(Find).With(schedule.Value);
        return await command.ReadFirstAsync(Read, cancellationToken).ConfigureAwait(false);
    }

    private static Schedule Read(NpgsqlDataReader reader) => new()
    {
        Id = new ScheduleId(reader.GetInt64(0)),
        Spec = ReadSpec(reader.GetString(1)),
        IsPaused = reader.GetBoolean(2),
        Revision = reader.GetInt32(3),
        ChangedAt = reader.Time(4),
        LastFire = reader.IsDBNull(5) ? null : ReadFire(reader, 5),
    };

    internal static ScheduleFire ReadFire(NpgsqlDataReader reader, int first) => new(
        reader.Time(first),
        Enum.Parse<FireState>(reader.GetString(first + 1)),
        reader.IntOrNull(first + 2) is { } run ? new RunId(run) : null,
        reader.TextOrNull(first + 3),
        reader.GetBoolean(first + 4),
        reader.Time(first + 5));
}
