using System.Diagnostics.Metrics;
using BulkCopy.Engine.Jobs;
using BulkCopy.Postgres.Ledger;
using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Telemetry;
using BulkCopy.Server.Tests.Hosting;
using BulkCopy.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace BulkCopy.Server.Tests.Telemetry;

public sealed class PrometheusExporterTests(PostgresFixture postgres, SharedServer shared) : IClassFixture<SharedServer>
{
    [Fact]
    public async Task The_ledger_is_measured()
    {
        var server = await shared.OpenAsync();
        using var client = server.Anonymous();

        var text = await client.GetStringAsync("/metrics");

        Assert.Contains("bulkcopy_ledger_outcomes_total{result=\"Copied\"} 20\n", text, StringComparison.Ordinal);
        Assert.Contains("bulkcopy_uploads_orphaned 1\n", text, StringComparison.Ordinal);
        Assert.Contains("bulkcopy_uploads_leaked_bytes ", text, StringComparison.Ordinal);
        Assert.Contains("bulkcopy_entries_failed 9\n", text, StringComparison.Ordinal);
        Assert.Contains("bulkcopy_workers{state=\"live\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("# TYPE http_server_request_duration_seconds histogram\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Flow_control_is_measured_by_bucket()
    {
        var server = await shared.OpenAsync();
        await MetricScene.BuildAsync(server);
        using var client = server.Anonymous();

        var text = await client.GetStringAsync("/metrics");

        const string Bucket = "{bucket=\"photos-1250000000\",store=\"cos-beijing\"}";
        foreach (var (name, value) in new[]
        {
            ("rate_level_requests_per_second", "350.5"), ("rate_limit_requests_per_second", "500"), ("rate_requests_per_second", "300"), ("inflight_level", "64"), ("inflight_limit", "100"),
            ("inflight", "40"), ("waiting", "7"), ("throttled_per_minute", "12"), ("bandwidth_bytes_per_second", "1048576"), ("bandwidth_limit_bytes_per_second", "2097152"),
        })
            Assert.Contains($"bulkcopy_flow_{name}{Bucket} {value}\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Totals_do_not_fall_when_a_run_is_dropped()
    {
        await using var server = await TestServer.StartAsync(postgres, options => options.Secrets.MasterKeyFrom = MasterKey.Reference);
        await ApiScene.BuildAsync(server);
        var gauges = server.Services.GetRequiredService<LedgerGauges>();
        var before = (await gauges.ReadAsync(CancellationToken.None)).Totals;

        Assert.True(await new RunRetention(server.Database).DropAsync(new RunId(1), null, CancellationToken.None));
        var after = (await gauges.ReadAsync(CancellationToken.None)).Totals;

        Assert.Equal(20, before.Copied);
        Assert.Equal(before with { Failed = 0 }, after with { Failed = 0 });
        Assert.Equal((9, 0), (before.Failed, after.Failed));
    }

    [Fact]
    public async Task The_text_is_what_promtool_accepts()
    {
        var server = await shared.OpenAsync();
        await MetricScene.BuildAsync(server);
        using var client = server.Anonymous();

        var (exit, complaints) = await Promtool.RunAsync(["check", "metrics"], await client.GetStringAsync("/metrics"));

        // 3 is lint: names that the platform chose. 1 is text that cannot be parsed.
        Assert.True(exit is 0 or 3, complaints);
        Assert.DoesNotContain("bulkcopy", complaints, StringComparison.Ordinal);
    }

    [Fact]
    public void Counters_add_up_gauges_keep_the_last_and_labels_stay_on_their_line()
    {
        using var exporter = new PrometheusExporter();
        using var meter = new Meter("BulkCopy.Tests");
        var counter = meter.CreateCounter<long>("things.seen", "{thing}", "Things\nseen.");
        var histogram = meter.CreateHistogram<double>("things.size", "By", "Sizes.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, 10] });
        counter.Add(2, new KeyValuePair<string, object?>("kind.of", "a\"b\\c\nd"));
        counter.Add(3, new KeyValuePair<string, object?>("kind.of", "a\"b\\c\nd"));
        histogram.Record(0.5);
        histogram.Record(5);
        histogram.Record(50);

        var text = exporter.Write();

        Assert.Contains("# HELP things_seen_total Things\\nseen.\n# TYPE things_seen_total counter\nthings_seen_total{kind_of=\"a\\\"b\\\\c\\nd\"} 5\n", text, StringComparison.Ordinal);
        Assert.Contains("things_size_bytes_bucket{le=\"1\"} 1\nthings_size_bytes_bucket{le=\"10\"} 2\nthings_size_bytes_bucket{le=\"+Inf\"} 3\nthings_size_bytes_sum 55.5\nthings_size_bytes_count 3\n", text, StringComparison.Ordinal);
    }
}
