using System.Diagnostics;
using System.Threading.Channels;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Workers;
using BulkCopy.Postgres.Ledger;
using Npgsql;

namespace BulkCopy.Benchmarks.Ledger;

/// <summary>
/// All that a worker asks of the ledger for a run, without the copying: one flow claims and reads ahead, another writes batches of up to 4,000 rows,
/// which is what the worker's writer gathers when results come faster than they are written.
/// </summary>
internal sealed class LedgerWork(NpgsqlDataSource database)
{
    private const int SegmentEntries = 1000;
    private const int ClaimedAtOnce = 8;
    private const int SegmentsPerBatch = 4;
    private static readonly TimeSpan Lease = TimeSpan.FromHours(1);

    private readonly RunLedger _runs = new(database);
    private readonly ManifestLedger _manifests = new(database);
    private readonly SegmentLedger _segments = new(database);
    private readonly WorkerLedger _workers = new(database);
    private RunId _run;

    private readonly record struct Copied(LeasedSegment Segment, IReadOnlyList<SegmentOutcome> Outcomes);

    /// <summary>Writes the manifest of a new run, a page of 1,000 entries and its segment at a time.</summary>
    public async Task<TimeSpan> ListAsync(int objects)
    {
        var spec = new JobSpec { Name = "benchmark", Source = new StoreLocation("cos", "photos-1250000000", ""), Destination = new StoreLocation("cos2", "photos-1250000001", "") };
        _run = (await _runs.CreateAsync(spec, null, CancellationToken.None)).Id;
        await _runs.MoveAsync(_run, [RunState.New], RunState.Active, null, CancellationToken.None);
        var (worker, _) = await _workers.RegisterAsync("lister", Lease, CancellationToken.None);
        var range = (await _manifests.ClaimRangeAsync(_run, worker, CancellationToken.None))!;
        var start = Stopwatch.GetTimestamp();
        for (var first = 0; first < objects; first += SegmentEntries)
        {
            var page = Page(first, Math.Min(SegmentEntries, objects - first), (await _manifests.ReserveSegmentIdsAsync(1, CancellationToken.None))[0]);
            if (!await _manifests.AppendPageIfLeasedAsync(range, worker, page with { IsLast = first + SegmentEntries >= objects }, CancellationToken.None))
                throw new InvalidOperationException("A page was refused.");
            range = range with { Pages = range.Pages + 1, CursorKey = page.LastKey };
        }
        return Stopwatch.GetElapsedTime(start);
    }

    /// <summary>Works the run off.</summary>
    public async Task<(TimeSpan Elapsed, TimeSpan Processor)> WorkAsync(int objects)
    {
        var (worker, _) = await _workers.RegisterAsync("worker", Lease, CancellationToken.None);
        var processor = Environment.CpuUsage.TotalTime;
        var start = Stopwatch.GetTimestamp();
        var copied = Channel.CreateBounded<Copied>(2 * ClaimedAtOnce);
        await Task.WhenAll(ReadAsync(worker, copied.Writer), WriteAsync(worker, copied.Reader));
        var elapsed = Stopwatch.GetElapsedTime(start);
        var totals = (await _runs.FindAsync(_run, CancellationToken.None))!.Totals;
        if (totals.Verified != objects)
            throw new InvalidOperationException($"{totals.Verified} of {objects} objects are counted as verified.");
        return (elapsed, Environment.CpuUsage.TotalTime - processor);
    }

    /// <summary>Bytes per object of each table of the last run, its indexes included.</summary>
    public async Task<IReadOnlyList<(string Table, double Bytes)>> MeasureSizesAsync(int objects)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var command = connection.Command($"""
            SELECT t, pg_total_relation_size('bulkcopy.' || t || '_{_run}') FROM unnest(ARRAY['entries', 'segments', 'outcomes']) t
            """);
        var sizes = await command.ReadAllAsync(reader => (reader.GetString(0), reader.GetInt64(1) / (double)objects), CancellationToken.None);
        return [.. sizes, ("all", sizes.Sum(size => size.Item2))];
    }

    private async Task ReadAsync(WorkerId worker, ChannelWriter<Copied> copied)
    {
        while (await _segments.ClaimAsync(_run, worker, ClaimedAtOnce, CancellationToken.None) is { Count: > 0 } claimed)
            foreach (var segment in claimed)
            {
                var pending = await _segments.ReadPendingAsync(segment, CancellationToken.None);
                await copied.WriteAsync(new Copied(segment, [.. pending.Select(entry => new SegmentOutcome(segment, SampleObjects.Outcome(entry.Entry.Id)))]));
            }
        copied.Complete();
    }

    private async Task WriteAsync(WorkerId worker, ChannelReader<Copied> copied)
    {
        while (await copied.WaitToReadAsync())
        {
            var outcomes = new List<SegmentOutcome>(SegmentsPerBatch * SegmentEntries);
            var ends = new List<SegmentEnd>(SegmentsPerBatch);
            while (ends.Count < SegmentsPerBatch && copied.TryRead(out var next))
            {
                outcomes.AddRange(next.Outcomes);
                ends.Add(new SegmentEnd(next.Segment, []));
            }
            var batch = new LedgerBatch { Run = _run, Worker = worker, Outcomes = outcomes, Ends = ends };
            if ((await _segments.WriteAsync(batch, CancellationToken.None)).Count > 0)
                throw new InvalidOperationException("A lease was lost.");
        }
    }

    private static ManifestPage Page(int first, int count, SegmentId segment)
    {
        var entries = Enumerable.Range(0, count).Select(i => SampleObjects.Entry(segment.Entry(i), first + i)).ToList();
        return new ManifestPage
        {
            Entries = entries,
            Segments = [new PlannedSegment { Id = segment, Kind = SegmentKind.Objects, EntryCount = count, ByteCount = entries.Sum(entry => entry.Size) }],
            LastKey = entries[^1].Key,
            IsLast = false,
        };
    }
}
