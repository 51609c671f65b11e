using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Planning;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Workers;
using BulkCopy.Postgres.Ledger;
using BulkCopy.Testing;
using Npgsql;
using Xunit;

namespace BulkCopy.Postgres.Tests.Ledger;

/// <summary>One run on the database of a test class, and short words for what tests do to it.</summary>
internal sealed class LedgerScene
{
    public static readonly TimeSpan Lease = TimeSpan.FromHours(1);
    public static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    private LedgerScene(NpgsqlDataSource database, Run run)
    {
        Database = database;
        Run = run.Id;
        Runs = new RunLedger(database);
        Manifests = new ManifestLedger(database);
        Segments = new SegmentLedger(database);
        Workers = new WorkerLedger(database);
        Uploads = new UploadLedger(database);
        Reports = new ReportLedger(database);
    }

    public static JobSpec Spec { get; } = new()
    {
        Name = "photos",
        Source = new StoreLocation("cos", "photos-1250000000", "2024/"),
        Destination = new StoreLocation("s3", "archive", "old/"),
    };

    public NpgsqlDataSource Database { get; }
    public RunId Run { get; }
    public RunLedger Runs { get; }
    public ManifestLedger Manifests { get; }
    public SegmentLedger Segments { get; }
    public WorkerLedger Workers { get; }
    public UploadLedger Uploads { get; }
    public ReportLedger Reports { get; }

    /// <summary>A new run in <paramref name="state"/>.</summary>
    public static async Task<LedgerScene> OpenAsync(PostgresDatabase database, RunState state = RunState.Active, JobSpec? spec = null)
    {
        var source = await database.OpenAsync();
        var runs = new RunLedger(source);
        var run = await runs.CreateAsync(spec ?? Spec, null, default);
        if (state != RunState.New)
            await runs.MoveAsync(run.Id, [RunState.New], state, null, default);
        return new LedgerScene(source, run);
    }

    public async Task<WorkerId> RegisterAsync() => (await Workers.RegisterAsync("test", Lease, default)).Id;

    public Task ExpireAsync(WorkerId worker) =>
        ExecuteAsync($"UPDATE bulkcopy.workers SET lease_until = now() - interval '1 second' WHERE worker_id = {worker}");

    public Task MakeDueAsync() => ExecuteAsync($"UPDATE bulkcopy.segments_{Run} SET due_at = now() WHERE state = 'Ready'");

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Lists the whole run in one page: segments of <paramref name="perSegment"/> entries with keys 2024/000000, 2024/000001, …</summary>
    public async Task<IReadOnlyList<SegmentId>> ListAsync(int entries, int perSegment, Func<int, CopyWay>? way = null)
    {
        var lister = await RegisterAsync();
        var range = await Manifests.ClaimRangeAsync(Run, lister, default);
        var page = await PlanAsync(0, entries, perSegment, way);
        Assert.True(await Manifests.AppendPageIfLeasedAsync(range!, lister, page with { IsLast = true }, default));
        return [.. page.Segments.Where(segment => segment.Kind == SegmentKind.Objects).Select(segment => segment.Id)];
    }

    public async Task<ManifestPage> PlanAsync(int first, int entries, int perSegment, Func<int, CopyWay>? way = null)
    {
        var ids = await Manifests.ReserveSegmentIdsAsync((entries + perSegment - 1) / perSegment, default);
        var rows = Enumerable.Range(0, entries).Select(i => Entry(ids[i / perSegment].Entry(i % perSegment), Key(first + i), way?.Invoke(i) ?? CopyWay.Copy)).ToList();
        return new ManifestPage
        {
            Entries = rows,
            Segments = [.. rows.GroupBy(row => SegmentId.Of(row.Id)).Select(own => new PlannedSegment { Id = own.Key, Kind = SegmentKind.Objects, EntryCount = own.Count(), ByteCount = own.Sum(row => row.Size) })],
            LastKey = rows.Count == 0 ? null : rows[^1].Key,
            IsLast = false,
        };
    }

    public static string Key(int number) => $"2024/{number:000000}";

    public static ManifestEntry Entry(EntryId id, string key, CopyWay way = CopyWay.Copy) => new()
    {
        Id = id,
        Key = key,
        Size = 100,
        ETag = "0cc175b9c0f1b6a831c399e269772661",
        LastModified = Noon,
        StorageClass = "STANDARD",
        Way = way,
    };

    public static Outcome Copied(EntryId entry, int attempt = 1) => new()
    {
        Entry = entry,
        Attempt = attempt,
        Final = true,
        Result = OutcomeResult.Copied,
        Proof = Proof.Crc64,
        Bytes = 100,
        Crc64 = ulong.MaxValue - 1,
        DestinationETag = "0cc175b9c0f1b6a831c399e269772661",
        Duration = TimeSpan.FromMilliseconds(12),
        At = Noon,
    };

    public static Outcome Failed(EntryId entry, int attempt = 1, bool final = false, string code = "ServiceUnavailable") => Copied(entry, attempt) with
    {
        Final = final,
        Result = OutcomeResult.Failed,
        Proof = Proof.None,
        Crc64 = null,
        DestinationETag = null,
        Code = code,
        Message = "it said no",
    };

    public async Task<LeasedSegment> ClaimOneAsync(WorkerId worker) => Assert.Single(await Segments.ClaimAsync(Run, worker, 1, default));

    public Task<IReadOnlySet<SegmentId>> WriteAsync(WorkerId worker, LeasedSegment segment, IEnumerable<Outcome> outcomes, bool end = false) =>
        Segments.WriteAsync(Batch(worker, segment, outcomes, end), default);

    public LedgerBatch Batch(WorkerId worker, LeasedSegment segment, IEnumerable<Outcome> outcomes, bool end = false) => new()
    {
        Run = Run,
        Worker = worker,
        Outcomes = [.. outcomes.Select(outcome => new SegmentOutcome(segment, outcome))],
        Ends = end ? [new SegmentEnd(segment, [])] : [],
    };

    /// <summary>The counters equal the rows.</summary>
    public async Task<RunTotals> AssertExactAsync()
    {
        var totals = (await Runs.FindAsync(Run, default))!.Totals;
        Assert.Equal(await Reports.RecountAsync(Run, default), totals);
        return totals;
    }
}
