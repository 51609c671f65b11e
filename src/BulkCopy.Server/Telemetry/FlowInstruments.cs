using System.Diagnostics;
using System.Diagnostics.Metrics;
using BulkCopy.Postgres.Queries;

namespace BulkCopy.Server.Telemetry;

/// <summary>Flow control per bucket over all workers: what was learned, what operators allow, what happens.</summary>
internal static class FlowInstruments
{
    public static void AddTo(Meter meter, LedgerProbe probe)
    {
        Add<double>("bulkcopy.flow.rate.level", "{request}/s", "Requests per second that a bucket was found to bear; absent where it never asked for less.", row => row.RateLevel);
        Add<int>("bulkcopy.flow.inflight.level", "{request}", "Requests in flight that a bucket was found to bear; absent where it never asked for less.", row => row.InFlightLevel);
        Add<double>("bulkcopy.flow.rate.limit", "{request}/s", "Requests per second that operators allow at a bucket now; absent without a limit.", row => row.RequestLimit);
        Add<double>("bulkcopy.flow.bandwidth.limit", "By/s", "Bytes per second that operators allow at a bucket now; absent without a limit.", row => row.ByteLimit);
        Add<int>("bulkcopy.flow.inflight.limit", "{request}", "Requests in flight that operators allow at a bucket now; absent without a limit.", row => row.InFlightLimit);
        Add<double>("bulkcopy.flow.rate", "{request}/s", "Requests of the last second at a bucket that were not throttled.", row => row.RequestsPerSecond);
        Add<double>("bulkcopy.flow.bandwidth", "By/s", "Bytes of the last second at a bucket.", row => row.BytesPerSecond);
        Add<int>("bulkcopy.flow.inflight", "{request}", "Requests in flight at a bucket.", row => row.InFlight);
        Add<int>("bulkcopy.flow.waiting", "{request}", "Requests that wait for their turn at a bucket.", row => row.Waiting);
        Add<int>("bulkcopy.flow.throttled", "{request}/min", "Requests of the last minute by which a bucket asked for less.", row => row.ThrottledPerMinute);

        void Add<T>(string name, string unit, string description, Func<FlowStateRow, T?> value) where T : struct =>
            meter.CreateObservableGauge(name, () => Read(probe.Flow, value), unit, description);
    }

    private static IEnumerable<Measurement<T>> Read<T>(IReadOnlyList<FlowStateRow> rows, Func<FlowStateRow, T?> value) where T : struct =>
        from row in rows
        let measured = value(row)
        where measured is not null
        select new Measurement<T>(measured.Value, new TagList { { "store", row.Store }, { "bucket", row.Bucket } });
}
