using System.Diagnostics;
using System.Diagnostics.Metrics;
using BulkCopy.Engine.Jobs;
using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Api;

namespace BulkCopy.Server.Telemetry;

/// <summary>What the server measures on the ledger, under the meter <c>BulkCopy.Server</c>. Values are those of the probe's newest reading.</summary>
internal sealed class ServerMeter : IDisposable
{
    public const string Name = "BulkCopy.Server";
    private readonly Meter meter;
    private readonly LedgerProbe probe;

    public ServerMeter(LedgerProbe probe, StreamGate streams)
    {
        this.probe = probe;
        // Tells this server's instruments from those of another in the same process.
        meter = new Meter(new MeterOptions(Name) { Scope = probe });
        meter.CreateObservableGauge("bulkcopy.ledger.reading.age", () => probe.Age is { } age ? [new Measurement<double>(age.TotalSeconds)] : Array.Empty<Measurement<double>>(), "s",
            "Age of what is told of the ledger; grows while the database is away.");
        meter.CreateObservableCounter("bulkcopy.ledger.outcomes", ReadOutcomes, "{outcome}", "Final outcomes of all runs, dropped ones too, by result.");
        meter.CreateObservableGauge("bulkcopy.entries.failed", () => Of(reading => reading.Totals.Failed), "{entry}", "Entries that have failed for good, of runs that are in the ledger.");
        meter.CreateObservableCounter("bulkcopy.ledger.retries", () => Of(reading => reading.Totals.Retries), "{outcome}", "Attempts that failed and were tried again.");
        meter.CreateObservableCounter("bulkcopy.ledger.listed", () => Of(reading => reading.Totals.Listed), "{entry}", "Entries listed.");
        meter.CreateObservableCounter("bulkcopy.ledger.copied", () => Of(reading => reading.Totals.Bytes), "By", "Size of what was copied or adopted.");
        meter.CreateObservableCounter("bulkcopy.ledger.proofs", ReadProofs, "{outcome}", "Copies by what proves them.");
        meter.CreateObservableGauge("bulkcopy.runs.unfinished", ReadRuns, "{run}", "Runs that are not finished, by state.");
        meter.CreateObservableGauge("bulkcopy.segments", ReadSegments, "{segment}", "Segments of unfinished runs, counted up to 10000 per run.");
        meter.CreateObservableGauge("bulkcopy.queue.age", ReadAges, "s", "How long the segment that is due for longest has been waiting, by run and the run's state.");
        meter.CreateObservableGauge("bulkcopy.workers", ReadWorkers, "{worker}", "Workers by whether their lease lasts.");
        meter.CreateObservableGauge("bulkcopy.worker.lease.remaining", () => Of(reading => reading.SoonestLeaseEnd.TotalSeconds), "s", "Time until the first lease ends unless it is renewed.");
        meter.CreateObservableGauge("bulkcopy.uploads.open", () => Of(reading => reading.OpenUploads), "{upload}", "Multipart uploads that are not closed.");
        meter.CreateObservableGauge("bulkcopy.uploads.orphaned", () => Of(reading => reading.OrphanUploads), "{upload}", "Multipart uploads that wait to be aborted.");
        meter.CreateObservableGauge("bulkcopy.uploads.leaked", () => Of(reading => reading.LeakedBytes), "By", "Size of the parts that such uploads hold.");
        meter.CreateObservableGauge("bulkcopy.streams.open", () => streams.Open, "{stream}", "Streams of progress that are open.");
        FlowInstruments.AddTo(meter, probe);
    }

    public void Dispose() => meter.Dispose();

    private IEnumerable<Measurement<T>> Of<T>(Func<LedgerReading, T> value) where T : struct =>
        probe.Last is { } reading ? [new Measurement<T>(value(reading))] : [];

    private IEnumerable<Measurement<long>> ReadOutcomes()
    {
        if (probe.Last?.Totals is not { } totals)
            yield break;
        (string Result, long Count)[] results =
        [
            ("Copied", totals.Copied), ("Adopted", totals.Adopted), ("Skipped", totals.Skipped), ("SourceChanged", totals.SourceChanged),
            ("AlreadyPresent", totals.AlreadyPresent), ("Deleted", totals.Deleted),
        ];
        foreach (var (result, count) in results)
            yield return new Measurement<long>(count, new KeyValuePair<string, object?>("result", result));
    }

    private IEnumerable<Measurement<long>> ReadProofs() => probe.Last?.Totals is not { } totals ? [] :
    [
        new Measurement<long>(totals.Verified, new KeyValuePair<string, object?>("proof", "verified")),
        new Measurement<long>(totals.SizeOnly, new KeyValuePair<string, object?>("proof", "size-only")),
    ];

    private IEnumerable<Measurement<int>> ReadRuns() => probe.Last is not { } reading ? [] :
        Enum.GetNames<RunState>().Where(state => state is not ("Complete" or "Cancelled" or "Failed"))
            .Select(state => new Measurement<int>(reading.Queues.Count(queue => queue.State == state), new KeyValuePair<string, object?>("state", state)));

    private IEnumerable<Measurement<long>> ReadSegments()
    {
        foreach (var queue in probe.Last?.Queues ?? [])
        {
            yield return new Measurement<long>(queue.Ready, Tags(queue, "Ready"));
            yield return new Measurement<long>(queue.Leased, Tags(queue, "Leased"));
        }
    }

    private IEnumerable<Measurement<double>> ReadAges() =>
        (probe.Last?.Queues ?? []).Select(queue => new Measurement<double>(
            queue.OldestDue.TotalSeconds, new KeyValuePair<string, object?>("run", queue.Run.Value), new KeyValuePair<string, object?>("state", queue.State)));

    private IEnumerable<Measurement<long>> ReadWorkers() => probe.Last is not { } reading ? [] :
    [
        new Measurement<long>(reading.LiveWorkers, new KeyValuePair<string, object?>("state", "live")),
        new Measurement<long>(reading.ExpiredWorkers, new KeyValuePair<string, object?>("state", "expired")),
    ];

    private static TagList Tags(QueueReading queue, string state) => new() { { "run", queue.Run.Value }, { "state", state } };
}
