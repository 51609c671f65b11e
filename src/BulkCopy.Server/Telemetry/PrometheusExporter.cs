using System.Diagnostics.Metrics;
using System.Text;

namespace BulkCopy.Server.Telemetry;

/// <summary>Listens to the meters of this process and writes them down for Prometheus.</summary>
internal sealed class PrometheusExporter : IDisposable
{
    // The parts of BulkCopy, and what of the platform helps when something is slow.
    private static readonly string[] Meters =
        ["BulkCopy.", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Npgsql", "System.Net.Http", "System.Runtime"];

    private readonly MeterListener listener = new();
    private readonly SortedDictionary<string, MetricFamily> families = new(StringComparer.Ordinal);
    private readonly Lock guard = new();

    /// <param name="scope">Of the server's own meters, only those of this scope are told.</param>
    public PrometheusExporter(object? scope = null)
    {
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if ((instrument.Meter.Name != ServerMeter.Name || ReferenceEquals(instrument.Meter.Scope, scope)) && FamilyOf(instrument) is { } family)
                listening.EnableMeasurementEvents(instrument, family);
        };
        Listen<byte>(value => value);
        Listen<short>(value => value);
        Listen<int>(value => value);
        Listen<long>(value => value);
        Listen<float>(value => value);
        Listen<double>(value => value);
        Listen<decimal>(value => (double)value);
        listener.Start();
    }

    /// <summary>All families as text.</summary>
    public string Write()
    {
        lock (guard)
        {
            foreach (var family in families.Values)
                if (family.IsObservable)
                    family.Clear();
            listener.RecordObservableInstruments();
            var text = new StringBuilder(16 * 1024);
            foreach (var family in families.Values)
                family.Write(text);
            return text.ToString();
        }
    }

    public void Dispose() => listener.Dispose();

    private MetricFamily? FamilyOf(Instrument instrument)
    {
        if (!Meters.Any(prefix => instrument.Meter.Name.StartsWith(prefix, StringComparison.Ordinal)))
            return null;
        var family = new MetricFamily(instrument);
        lock (guard)
        {
            if (!families.TryGetValue(family.Name, out var known))
                families.Add(family.Name, known = family);
            // Two instruments of one name but different kinds cannot be told apart by Prometheus.
            return known.Type == family.Type ? known : null;
        }
    }

    private void Listen<T>(Func<T, double> convert) where T : struct =>
        listener.SetMeasurementEventCallback<T>((_, value, tags, state) => ((MetricFamily?)state)?.Measure(convert(value), tags));
}
