using System.Net.Http.Json;
using BulkCopy.ObjectStores;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Scheduling;
using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Access;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace BulkCopy.Server.Tests.Hosting;

/// <summary>What the examples of the API document name: runs 1 to 9, stores, accounts, a key, an upload form.</summary>
internal static class ApiScene
{
    public const int Entries = 30;
    public const int Denied = 6;
    public const int TooLarge = 3;

    private const string Fill = """
        INSERT INTO bulkcopy.segments (run_id, segment_id, kind, state, entry_count, byte_count, first_key, last_key, done_at)
        VALUES (1, 1, 'Objects', 'Done', 20, 2000, '2024/a 0.jpg', '2024/a 9.jpg', now()), (1, 2, 'Objects', 'Done', 10, 1000, '2024/b 20.jpg', '2024/b 29.jpg', now());
        INSERT INTO bulkcopy.entries (run_id, entry_id, key, size, etag, last_modified, way)
        SELECT 1, CASE WHEN i < 20 THEN 1024 + i ELSE 2048 + i - 20 END, CASE WHEN i < 20 THEN '2024/a ' ELSE '2024/b ' END || i || '.jpg', 100, md5(i::text), now(), 'Copy'
        FROM generate_series(0, 29) i;
        INSERT INTO bulkcopy.outcomes (run_id, entry_id, attempt, final, result, proof, bytes, code, message, worker_id, duration_ms, at)
        SELECT 1, entry_id, 1, true, CASE WHEN n <= 6 THEN 'Failed' WHEN n > 27 THEN 'Failed' WHEN n = 10 THEN 'Skipped' ELSE 'Copied' END::bulkcopy.outcome_result,
            CASE WHEN n <= 6 OR n > 27 OR n = 10 THEN 'None' ELSE 'ETag' END::bulkcopy.proof, 100, CASE WHEN n <= 6 THEN 'AccessDenied' WHEN n > 27 THEN 'EntityTooLarge' END, CASE WHEN n <= 6 THEN 'the store said no' END, 1, 5, now()
        FROM (SELECT entry_id, row_number() OVER (ORDER BY entry_id) n FROM bulkcopy.entries WHERE run_id = 1) e;
        INSERT INTO bulkcopy.run_totals (run_id, worker_id, listed, listed_bytes, copied, skipped, failed, bytes, verified)
        VALUES (1, 1, 30, 3000, 20, 1, 9, 2000, 20), (2, 1, 5000, 500000, 0, 0, 0, 0, 0);
        INSERT INTO bulkcopy.workers (name, lease_until) VALUES ('host:1', now() + interval '1 hour'), ('host:2', now() - interval '1 minute');
        INSERT INTO bulkcopy.run_events (run_id, kind, message) SELECT 1, 'note', 'event ' || i FROM generate_series(1, 5) i;
        INSERT INTO bulkcopy.uploads (run_id, entry_id, store, bucket, key, upload_id, state) VALUES (1, 1024, 's', 'b', 'orphan', 'u1', 'Open'), (3, 1, 's', 'b', 'open', 'u2', 'Open');
        UPDATE bulkcopy.runs SET state = 'Suspended' WHERE run_id = 2;
        UPDATE bulkcopy.runs SET state = 'Active', started_at = now(), gate_passed_at = now() WHERE run_id IN (3, 5, 6);
        UPDATE bulkcopy.runs SET state = 'Paused', started_at = now(), gate_passed_at = now() WHERE run_id = 4;
        UPDATE bulkcopy.runs SET state = 'Complete', started_at = now(), gate_passed_at = now(), finished_at = now(), listing_done = true WHERE run_id IN (1, 7, 8, 9);
        SELECT setval('bulkcopy.segment_id', 100);
        """;

    public static async Task BuildAsync(TestServer server)
    {
        for (var run = 1; run <= 9; run++)
            await server.Runs.CreateAsync(run == 9 ? Spec("job 9") with { Verify = new VerifySpec() } : Spec($"job {run}"), null, CancellationToken.None);
        await using (var fill = server.Database.CreateCommand(Fill))
            await fill.ExecuteNonQueryAsync();
        var services = server.Services;
        await services.GetRequiredService<ApiKeyTable>().CreateAsync(
            "first", AccessToken.Hash("none"), "Viewer", [], "tests", DateTimeOffset.UnixEpoch.AddYears(100), CancellationToken.None);
        foreach (var name in new[] { "nightly", "weekly", "monthly" })
            await services.GetRequiredService<IRunScheduler>().CreateAsync(new ScheduleSpec { Name = name, Cron = "30 2 * * *", Job = Spec(name) }, CancellationToken.None);
        await server.AddAccountAsync("root", Role.Admin);
        await server.AddAccountAsync("lin", Role.Operator);
        await services.GetRequiredService<ManifestUploadTable>().CreateAsync(
            new ManifestUploadRow
            {
                Id = new Guid("0b8f0e5e-3f0c-4d1e-8f43-6a1b0a7d2c11"), Store = "cos-beijing", Bucket = "b", KeyPrefix = "lists/x/", MostBytes = 10,
                CreatedBy = "root", ExpiresAt = DateTimeOffset.UnixEpoch.AddYears(100),
            },
            CancellationToken.None);
        using var admin = await server.AsAsync(Role.Admin);
        foreach (var name in new[] { "cos-guangzhou", "cos-nanjing" })
            (await admin.PostAsJsonAsync("/api/v1/stores", new
            {
                name, dialect = "cos", region = "ap-guangzhou", accessKeyId = "AKIDENTERED", secretAccessKey = EnteredSecret,
            })).EnsureSuccessStatusCode();
        foreach (var name in new[] { "on-call", "nobody-listens" })
            (await admin.PostAsJsonAsync("/api/v1/webhooks", new { name, url = "https://hooks.example.com/on-call", secret = HookSecret, disabled = true }))
                .EnsureSuccessStatusCode();
    }

    public const string HookSecret = "planted-webhook-secret-0004";

    public const string EnteredSecret = "planted-entered-secret-0003";

    public static JobSpec Spec(string name) => new()
    {
        Name = name,
        Source = new StoreLocation("cos-beijing", "photos-1250000000", "2024/"),
        Destination = new StoreLocation("oss-hangzhou", "photos-archive", "2024/"),
        Confirm = true,
    };

    /// <summary>Makes the bucket that the examples name, with an object in it.</summary>
    public static async Task FillBucketAsync(IObjectStore store)
    {
        (await store.CreateBucketAsync("photos-1250000000", CancellationToken.None)).ValueOrThrow();
        using var content = new MemoryStream([1, 2, 3]);
        (await store.PutObjectAsync(
            new PutObjectRequest { Bucket = "photos-1250000000", Key = "2024/a 1.jpg", Content = content, Length = 3 }, CancellationToken.None)).ValueOrThrow();
    }

    /// <summary>Sets a run's state, whatever it was.</summary>
    public static async Task SetStateAsync(NpgsqlDataSource database, int run, RunState state)
    {
        await using var command = database.CreateCommand($"""
            UPDATE bulkcopy.runs SET state = '{state}', started_at = now(), gate_passed_at = CASE WHEN '{state}' IN ('Ready', 'Active', 'Completing', 'Complete') THEN now() ELSE gate_passed_at END,
                finished_at = CASE WHEN '{state}' IN ('Complete', 'Cancelled', 'Failed') THEN now() END WHERE run_id = {run}
            """);
        await command.ExecuteNonQueryAsync();
    }
}
