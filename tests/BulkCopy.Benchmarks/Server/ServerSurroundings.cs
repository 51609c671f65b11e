using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Scheduling;
using BulkCopy.Postgres.Queries;
using BulkCopy.Postgres.Scheduling;
using Npgsql;

namespace BulkCopy.Benchmarks.Server;

/// <summary>What else a server that has been in use for a year keeps: stores, schedules with their times, accounts, keys, webhooks.</summary>
internal sealed class ServerSurroundings(NpgsqlDataSource database)
{
    /// <summary>An upload of a manifest.</summary>
    public static Guid Upload { get; } = Guid.Parse("0b8f0e5e-3f0c-4d1e-8f43-6a1b0a7d2c11");

    private const int Schedules = 40;

    private const string FillRest = """
        INSERT INTO bulkcopy.stores (name, settings, access_key_id, master_key_id, sealed_key, sealed_secret, updated_by)
        SELECT 'store-' || n, '{"dialect":"cos","region":"ap-beijing"}', 'AKID', 'gone', '\x00', '\x00', 'root' FROM generate_series(1, 40) n;
        INSERT INTO bulkcopy.flow_limits (store, bucket, requests_per_second, updated_by) SELECT 'store-' || n, 'photos-1250000000', 100, 'root' FROM generate_series(1, 40) n;
        INSERT INTO bulkcopy.schedule_fires (schedule_id, scheduled_at, state, reason)
        SELECT schedule_id, now() - make_interval(hours => n), 'Skipped', 'Its previous run is not finished.' FROM bulkcopy.schedules, generate_series(1, 8760) n;
        INSERT INTO bulkcopy.webhooks (name, url, disabled, master_key_id, sealed_key, sealed_secret, updated_by) VALUES ('hook', 'https://hooks.example.com/', true, 'gone', '\x00', '\x00', 'root');
        INSERT INTO bulkcopy.webhook_deliveries (webhook_id, run_id, state, attempts, settled_at, delivered)
        SELECT webhook_id, run_id, 'Complete', 1, now(), true FROM bulkcopy.webhooks, bulkcopy.runs, generate_series(1, 100000);
        INSERT INTO bulkcopy.manifest_uploads (upload_id, store, bucket, key_prefix, most_bytes, created_by, expires_at)
        SELECT CASE WHEN n = 1 THEN '0b8f0e5e-3f0c-4d1e-8f43-6a1b0a7d2c11' ELSE gen_random_uuid() END, 'store-1', 'b', 'p/', 1, 'benchmark', now() FROM generate_series(1, 1000) n;
        """;

    /// <summary>Fills the tables around a run.</summary>
    public async Task FillAsync(JobSpec job)
    {
        var schedules = new ScheduleLedger(database);
        var accounts = new AccountTable(database);
        for (var number = 1; number <= Schedules; number++)
        {
            await schedules.CreateAsync(new ScheduleSpec { Name = $"schedule {number}", Cron = "30 2 * * *", Job = job }, CancellationToken.None);
            await accounts.CreateAsync($"account-{number}", "Viewer", "no password", CancellationToken.None);
        }
        await using var command = database.CreateCommand(FillRest);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
    }
}
