using BulkCopy.Engine.Jobs;
using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Dashboard.Samples;
using Xunit;

namespace BulkCopy.Server.Tests.Dashboard;

public sealed class ThroughputTests
{
    [Fact]
    public void The_speed_is_that_of_the_last_minute() => Assert.Equal(20, Throughput.Now(Samples((0, 0), (60, 6000), (120, 7200))));

    [Fact]
    public void What_a_retry_took_back_does_not_count_against_the_speed_since() =>
        Assert.Equal(10, Throughput.Now(Samples((0, 9000), (10, 10_000), (20, 5000), (30, 5100), (40, 5200))));

    [Fact]
    public void Right_after_a_retry_nothing_is_known() => Assert.Null(Throughput.Now(Samples((0, 9000), (10, 10_000), (20, 5000))));

    private static RunSample[] Samples(params (int Second, long Finished)[] samples) =>
        [.. samples.Select(sample => new RunSample(new RunId(1), DateTimeOffset.UnixEpoch.AddSeconds(sample.Second), 20_000, sample.Finished, 0, 0, 0))];
}
