using BulkCopy.Server.Access;
using BulkCopy.Server.Options;
using BulkCopy.Server.Tests.Hosting;
using BulkCopy.Testing;
using Microsoft.Extensions.Options;
using Xunit;

namespace BulkCopy.Server.Tests.Telemetry;

// Whoever listens to the process for traces has those of all servers in it recorded.
[Collection(nameof(OtlpExportTests))]
public sealed class OtlpExportTests(PostgresFixture postgres)
{
    // ExportTraceServiceRequest and ExportMetricsServiceRequest of OpenTelemetry's protocol.
    private static readonly int[] Attribute = [1, 1, 1];
    private static readonly int[] ScopeName = [1, 2, 1, 1];
    private static readonly int[] SpanName = [1, 2, 2, 5];
    private static readonly int[] MetricName = [1, 2, 2, 1];

    [Theory]
    [InlineData(OtlpTransport.Grpc, "/opentelemetry.proto.collector.trace.v1.TraceService/Export", "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export")]
    [InlineData(OtlpTransport.HttpProtobuf, "/v1/traces", "/v1/metrics")]
    public async Task A_collector_is_sent_spans_and_metrics(OtlpTransport transport, string traces, string metrics)
    {
        Environment.SetEnvironmentVariable("BULKCOPY_TEST_COLLECTOR_HEADERS", "x-api-key=of-a-test");
        await using var receiver = await OtlpReceiver.StartAsync(transport == OtlpTransport.Grpc);
        await using (var server = await TestServer.StartAsync(postgres, options =>
        {
            options.Secrets.MasterKeyFrom = MasterKey.Reference;
            options.Telemetry = new TelemetryOptions
            {
                OtlpEndpoint = receiver.Endpoint, OtlpTransport = transport, OtlpHeadersFrom = "env:BULKCOPY_TEST_COLLECTOR_HEADERS", TraceRatio = 1,
            };
        }))
        {
            await ApiScene.BuildAsync(server);
            await MetricScene.BuildAsync(server);
        }

        // Stopping has sent what was left.
        var (spans, numbers) = (receiver.At(traces).ToArray(), receiver.At(metrics).ToArray());
        Assert.Contains("segment", Texts(spans, SpanName));
        Assert.Superset(new HashSet<string> { "BulkCopy.Worker", "Microsoft.AspNetCore", "Npgsql" }, Texts(spans, ScopeName));
        Assert.Superset(
            new HashSet<string> { "bulkcopy.outcomes", "bulkcopy.throttles", "bulkcopy.flow.rate.level", "bulkcopy.flow.inflight", "bulkcopy.uploads.leaked", "http.server.request.duration" }, Texts(numbers, MetricName));
        foreach (var message in spans.Concat(numbers))
        {
            var resource = ProtobufFields.At(message, Attribute).ToDictionary(
                attribute => ProtobufFields.TextsAt(attribute, 1).Single(), attribute => ProtobufFields.TextsAt(attribute, 2, 1).FirstOrDefault(), StringComparer.Ordinal);
            Assert.Equal(("bulkcopy", "server"), (resource["service.name"], resource["bulkcopy.role"]));
        }
        Assert.All(receiver.Received, one => Assert.Equal("of-a-test", one.Key));
    }

    [Fact]
    public async Task Of_many_traces_only_a_share_is_sent()
    {
        await using var receiver = await OtlpReceiver.StartAsync(grpc: true);
        await using (var server = await TestServer.StartAsync(postgres, options => options.Telemetry = new TelemetryOptions { OtlpEndpoint = receiver.Endpoint, TraceRatio = 0 }))
        {
            using var client = await server.AsAsync(Role.Viewer);
            (await client.GetAsync("/api/v1/runs")).EnsureSuccessStatusCode();
        }
        Assert.DoesNotContain(receiver.Received, one => one.Path.Contains("TraceService", StringComparison.Ordinal));
        Assert.Contains(receiver.Received, one => one.Path.Contains("MetricsService", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_collector_that_is_away_keeps_nobody_waiting()
    {
        await using var server = await TestServer.StartAsync(postgres, options => options.Telemetry.OtlpEndpoint = new Uri("http://127.0.0.1:9"));
        using var client = await server.AsAsync(Role.Viewer);
        (await client.GetAsync("/api/v1/runs")).EnsureSuccessStatusCode();
    }

    [Theory]
    [InlineData("tcp://127.0.0.1:4317", null, "is no address of a collector")]
    [InlineData("http://127.0.0.1:4317", "x-api-key=not-a-reference", "OtlpHeadersFrom is no reference")]
    public async Task A_server_does_not_start_with_a_collector_that_cannot_be(string endpoint, string? headers, string objection)
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => TestServer.StartAsync(postgres, options =>
        {
            options.Telemetry.OtlpEndpoint = new Uri(endpoint);
            options.Telemetry.OtlpHeadersFrom = headers;
        }));
        Assert.Contains(objection, refused.Message, StringComparison.Ordinal);
    }

    private static HashSet<string> Texts(IEnumerable<byte[]> messages, int[] path) =>
        messages.SelectMany(message => ProtobufFields.TextsAt(message, path)).ToHashSet(StringComparer.Ordinal);
}
