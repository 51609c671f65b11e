using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace BulkCopy.Server.Telemetry;

/// <summary>An instrument as Prometheus sees it: name, type, help and series.</summary>
internal sealed class MetricFamily
{
    private const int MostSeries = 2000;

    // The OpenTelemetry SDK's default bounds are milliseconds; these are the HTTP semantic conventions' seconds.
    private static readonly double[] DefaultBounds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

    private readonly ConcurrentDictionary<string, MetricSeries> series = new(StringComparer.Ordinal);
    private readonly double[] bounds;
    private readonly bool accumulates;

    public MetricFamily(Instrument instrument)
    {
        var kind = instrument.GetType();
        var definition = kind.IsGenericType ? kind.GetGenericTypeDefinition() : kind;
        IsObservable = instrument.IsObservable;
        Type = definition == typeof(Histogram<>) ? "histogram"
            : definition == typeof(Counter<>) || definition == typeof(ObservableCounter<>) ? "counter" : "gauge";
        accumulates = definition == typeof(Counter<>) || definition == typeof(UpDownCounter<>);
        bounds = Type == "histogram" ? Bounds(instrument) : [];
        Name = PrometheusText.NameOf(instrument.Name, instrument.Unit, Type == "counter");
        Help = instrument.Description is { Length: > 0 } text ? text : instrument.Name;
    }

    public string Name { get; }

    public string Type { get; }

    public string Help { get; }

    public bool IsObservable { get; }

    /// <summary>Forgets series of an instrument that tells all of them whenever it is asked.</summary>
    public void Clear() => series.Clear();

    public void Measure(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = PrometheusText.LabelsOf(tags);
        // Whoever makes up label values must not make this process grow without end.
        if (!series.TryGetValue(labels, out var found))
        {
            if (series.Count >= MostSeries)
                return;
            found = series.GetOrAdd(labels, key => new MetricSeries(key, bounds));
        }
        if (Type == "histogram")
            found.Observe(value);
        else if (accumulates)
            found.Add(value);
        else
            found.Set(value);
    }

    public void Write(StringBuilder text)
    {
        if (series.IsEmpty)
            return;
        text.Append("# HELP ").Append(Name).Append(' ').Append(PrometheusText.Escape(Help, quoted: false)).Append('\n');
        text.Append("# TYPE ").Append(Name).Append(' ').Append(Type).Append('\n');
        foreach (var one in series.Values.OrderBy(item => item.Labels, StringComparer.Ordinal))
            Write(text, one);
    }

    private void Write(StringBuilder text, MetricSeries one)
    {
        var (value, count, buckets) = one.Read();
        if (Type != "histogram")
        {
            Line(text, "", one.Labels, value);
            return;
        }
        var comma = one.Labels.Length == 0 ? "" : ",";
        var below = 0L;
        for (var i = 0; i < buckets.Length; i++)
        {
            below += buckets[i];
            var bound = i == bounds.Length ? "+Inf" : bounds[i].ToString("R", CultureInfo.InvariantCulture);
            Line(text, "_bucket", $"{one.Labels}{comma}le=\"{bound}\"", below);
        }
        Line(text, "_sum", one.Labels, value);
        Line(text, "_count", one.Labels, count);
    }

    private void Line(StringBuilder text, string suffix, string labels, double value)
    {
        text.Append(Name).Append(suffix);
        if (labels.Length > 0)
            text.Append('{').Append(labels).Append('}');
        text.Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
    }

    private static double[] Bounds(Instrument instrument) => instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { } advised } => [.. advised],
        Histogram<long> { Advice.HistogramBucketBoundaries: { } advised } => [.. advised.Select(bound => (double)bound)],
        Histogram<int> { Advice.HistogramBucketBoundaries: { } advised } => [.. advised.Select(bound => (double)bound)],
        _ => DefaultBounds,
    };
}
