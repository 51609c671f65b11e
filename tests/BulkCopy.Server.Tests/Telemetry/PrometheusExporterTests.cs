using System.Diagnostics;
using System.Diagnostics.Metrics;
using BulkCopy.Server.Telemetry;
using BulkCopy.Server.Tests.Hosting;
using BulkCopy.Testing;
using Xunit;

namespace BulkCopy.Server.Tests.Telemetry;

public sealed class PrometheusExporterTests(SharedServer shared) : IClassFixture<SharedServer>
{
    [Fact]
    public async Task The_ledger_is_measured()
    {
        var server = await shared.OpenAsync();
        using var client = server.Anonymous();

        var text = await client.GetStringAsync("/metrics");

        Assert.Contains("bulkcopy_ledger_outcomes_total{result=\"Copied\"} 20\n", text, StringComparison.Ordinal);
        Assert.Contains("bulkcopy_uploads_orphaned 1\n", text, StringComparison.Ordinal);
        Assert.Contains("bulkcopy_workers{state=\"live\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("# TYPE http_server_request_duration_seconds histogram\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_text_is_what_promtool_accepts()
    {
        var program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(path => Path.Combine(path, "promtool")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(program is null, "promtool is not installed.");
        var server = await shared.OpenAsync();
        using var client = server.Anonymous();
        (await client.GetAsync("/api/v1/nothing")).Dispose();
        using var promtool = Process.Start(new ProcessStartInfo(program!, "check metrics")
        {
            RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = true,
        })!;

        await promtool.StandardInput.WriteAsync(await client.GetStringAsync("/metrics"));
        promtool.StandardInput.Close();
        var complaints = await promtool.StandardError.ReadToEndAsync();
        await promtool.WaitForExitAsync();

        // 3 is lint: names that the platform chose. 1 is text that cannot be parsed.
        Assert.True(promtool.ExitCode is 0 or 3, complaints);
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
