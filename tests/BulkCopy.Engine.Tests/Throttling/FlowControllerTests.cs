using BulkCopy.Engine.Throttling;

namespace BulkCopy.Engine.Tests.Throttling;

public sealed class FlowControllerTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1, 40, 4, 32)]
    [InlineData(2, 400, 4, 96)]
    [InlineData(3, 1000, 4, 96)]
    [InlineData(4, 3500, 4, 96)]
    [InlineData(5, 1000, 1, 96)]
    [InlineData(6, 2000, 16, 96)]
    public void A_ceiling_is_used_to_85_percent_with_less_than_2_percent_throttled_and_found_again_when_it_doubles(int seed, double ceiling, int workers, int concurrency)
    {
        var fleet = new SimulatedFleet(seed, workers, concurrency) { Ceiling = ceiling };
        Show("begin", fleet.Run(20), ceiling);
        var steady = fleet.Run(60);
        Show("steady", steady, ceiling);
        Assert.True(steady.Accepted >= 0.85 * ceiling, $"{steady.Accepted:0} of {ceiling:0}/s");
        Assert.True(steady.ThrottledShare < 0.02, $"{steady.ThrottledShare:P2} throttled");

        fleet.Ceiling *= 2;
        Show("recovery", fleet.Run(30), fleet.Ceiling);
        var recovered = fleet.Run(30);
        Show("recovered", recovered, fleet.Ceiling);
        Assert.True(recovered.Accepted >= 0.85 * fleet.Ceiling, $"{recovered.Accepted:0} of {fleet.Ceiling:0}/s");
        Assert.True(recovered.ThrottledShare < 0.02, $"{recovered.ThrottledShare:P2} throttled");
    }

    [Fact]
    public void When_the_ceiling_falls_to_a_tenth_the_rate_follows_and_comes_back()
    {
        var fleet = new SimulatedFleet(11, 4, 96) { Ceiling = 1000 };
        fleet.Run(30);
        fleet.Ceiling = 100;
        Show("fall", fleet.Run(20), 100);
        var low = fleet.Run(30);
        Show("low", low, 100);
        Assert.True(low.Accepted >= 85, $"{low.Accepted:0}/s");
        Assert.True(low.ThrottledShare < 0.05, $"{low.ThrottledShare:P2} throttled");
        fleet.Ceiling = 1000;
        Show("rise", fleet.Run(60), 1000);
        Assert.True(fleet.Run(30).Accepted >= 850);
    }

    [Fact]
    public void After_a_storm_in_which_everything_is_refused_the_last_ceiling_is_reached_within_30_seconds()
    {
        var fleet = new SimulatedFleet(12, 4, 96) { Ceiling = 1000 };
        fleet.Run(40);
        fleet.Ceiling = 0;
        var storm = fleet.Run(15);
        Show("storm", storm, 0);
        Assert.True(storm.Rate < 250, $"{storm.Rate:0} requests/s into a store that refuses all");
        fleet.Ceiling = 1000;
        Show("after", fleet.Run(30), 1000);
        Assert.True(fleet.Run(20).Accepted >= 850);
    }

    [Fact]
    public void A_bucket_that_never_throttles_is_never_held_back()
    {
        var fleet = new SimulatedFleet(13, 4, 32) { Latency = (10, 10) };
        fleet.Run(2);
        Assert.Equal(4 * 32 / 0.010, fleet.Run(5).Rate, 0.1 * 4 * 32 / 0.010);
        Assert.Null(fleet.Level.Rate);
    }

    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    [InlineData(23)]
    [InlineData(24)]
    [InlineData(25)]
    [InlineData(26)]
    [InlineData(27)]
    [InlineData(28)]
    public void Whatever_the_store_does_limits_are_kept_and_the_rate_recovers(int seed)
    {
        var random = new Random(seed);
        var limit = 50 + (random.NextDouble() * 1000);
        var inFlight = random.Next(8, 200);
        var fleet = new SimulatedFleet(seed, random.Next(2, 9), random.Next(8, 128), new FlowLimit { RequestsPerSecond = limit, InFlight = inFlight });
        for (var i = 0; i < 12; i++)
        {
            fleet.Ceiling = random.Next(4) == 0 ? 0 : random.NextDouble() * 1.5 * limit;
            var latency = random.Next(1, 100);
            fleet.Latency = (latency, latency * random.Next(1, 10));
            for (var second = 0; second < 5; second++)
            {
                var (_, _, rate) = fleet.Run(1);
                // The burst: what each worker may save up, and a share that is passed on while its last holder still uses it.
                Assert.True(rate <= (1.10 * limit) + fleet.Workers.Count, $"{rate:0} requests in a second, {limit:0} allowed");
            }
        }
        Assert.True(fleet.MostInFlight <= inFlight + fleet.Workers.Count, $"{fleet.MostInFlight} in flight, {inFlight} allowed");
        fleet.Ceiling = double.PositiveInfinity;
        fleet.Latency = (2, 5);
        fleet.Run(60);
        var recovered = fleet.Run(10);
        Assert.True(recovered.Accepted >= 0.9 * limit, $"{recovered.Accepted:0} of {limit:0}/s");
    }

    private void Show(string phase, (double Accepted, double ThrottledShare, double Rate) seen, double ceiling) =>
        output.WriteLine($"{phase,-10} {seen.Accepted,8:0} /s of {ceiling:0} ({seen.Accepted / ceiling:P1}), throttled {seen.ThrottledShare:P2}");
}
