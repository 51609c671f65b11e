using BulkCopy.Engine.Throttling;
using BulkCopy.Engine.Workers;
using BulkCopy.Postgres.Ledger;
using BulkCopy.Postgres.Queries;
using BulkCopy.Postgres.Tests.Ledger;
using BulkCopy.Postgres.Throttling;
using BulkCopy.Testing;
using Xunit;

namespace BulkCopy.Postgres.Tests.Throttling;

public sealed class FlowLedgerTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    [Fact]
    public async Task Workers_read_the_sum_of_what_the_other_live_ones_report()
    {
        var scene = await LedgerScene.OpenAsync(database);
        var flow = new FlowLedger(scene.Database);
        var target = new FlowTarget("cos", "summed");
        WorkerId[] workers = [await scene.RegisterAsync(), await scene.RegisterAsync(), await scene.RegisterAsync()];
        foreach (var (worker, i) in workers.Select((worker, i) => (worker, i)))
            Assert.False((await ExchangeAsync(flow, worker, Report(target, i + 1) with { IsHungry = i == 0, ThrottledAgo = i == 1 ? TimeSpan.FromSeconds(5) : null })).IsKnown);

        var second = await ExchangeAsync(flow, workers[1], Report(target, 2));

        Assert.True(second.IsKnown);
        Assert.Null(second.Limit);
        Assert.True(second.Level.IsAtRest);
        Assert.Equal((2, 1, 1, 3.0, 4.0, 400.0, 20, 2 * 96), (second.Others.Workers, second.Others.Rank, second.Others.Hungry, second.Others.CalmRate, second.Others.Accepted, second.Others.CalmBytes, second.Others.InFlight, second.Others.Most));
        Assert.Null(second.Others.ThrottledAt);
        await scene.ExpireAsync(workers[0]);
        var third = await ExchangeAsync(flow, workers[2], Report(target, 3));
        Assert.Equal((1, 2.0), (third.Others.Workers, third.Others.Accepted));
        await flow.ExchangeAsync(workers[1], [], [target], default);
        Assert.Equal(0, (await ExchangeAsync(flow, workers[2], Report(target, 3))).Others.Workers);
    }

    [Fact]
    public async Task A_step_is_made_once()
    {
        var scene = await LedgerScene.OpenAsync(database);
        var flow = new FlowLedger(scene.Database);
        var target = new FlowTarget("cos", "stepped");
        var level = new FlowLevel { Revision = 1, Rate = 90, Ceiling = 100, InFlight = 12, SteppedAt = LedgerScene.Noon, RisingSince = LedgerScene.Noon.AddSeconds(1), CutAt = LedgerScene.Noon };
        Assert.True(await flow.StepIfRevisionAsync(target, level, default));
        Assert.False(await flow.StepIfRevisionAsync(target, level with { Rate = 1 }, default));
        Assert.Equal(level, (await ExchangeAsync(flow, await scene.RegisterAsync(), Report(target, 1))).Level);
        Assert.True(await flow.StepIfRevisionAsync(target, level with { Revision = 2, Rate = null, InFlight = null, CutAt = null }, default));
        Assert.False(await flow.StepIfRevisionAsync(target, level with { Revision = 2 }, default));
    }

    [Fact]
    public async Task Limits_of_a_bucket_win_over_those_of_its_store()
    {
        var scene = await LedgerScene.OpenAsync(database);
        var (flow, limits) = (new FlowLedger(scene.Database), new FlowLimitTable(scene.Database));
        var worker = await scene.RegisterAsync();
        var ofStore = new FlowLimit { InFlight = 7 };
        var ofBucket = new FlowLimit { RequestsPerSecond = 2.5, BytesPerSecond = 1 << 20, Windows = [FlowWindow.Parse("Daily 08:00-09:00: 1 req/s", out _)!] };
        await limits.SetAsync("limited", null, ofStore, "test", default);
        await limits.SetAsync("limited", "one", ofBucket, "test", default);

        Assert.Equal(7, (await ExchangeAsync(flow, worker, Report(new FlowTarget("limited", "two"), 1))).Limit!.InFlight);
        var read = (await ExchangeAsync(flow, worker, Report(new FlowTarget("limited", "one"), 1))).Limit!;
        Assert.Equal((2.5, 1L << 20, null, "Daily 08:00-09:00: 1 req/s"), (read.RequestsPerSecond, read.BytesPerSecond, read.InFlight, read.Windows.Single().Text));
        Assert.Equal([null, "one"], (await limits.ListAsync(default)).Where(row => row.Store == "limited").Select(row => row.Bucket));
        Assert.True(await limits.ClearAsync("limited", "one", default));
        Assert.False(await limits.ClearAsync("limited", "one", default));
        Assert.Equal(7, (await ExchangeAsync(flow, worker, Report(new FlowTarget("limited", "one"), 1))).Limit!.InFlight);
    }

    [Fact]
    public async Task The_state_of_a_bucket_tells_rates_limits_and_who_works_there()
    {
        var scene = await LedgerScene.OpenAsync(database);
        var flow = new FlowLedger(scene.Database);
        var target = new FlowTarget("cos", "shown");
        var (first, second) = (await scene.RegisterAsync(), await scene.RegisterAsync());
        var bounds = FlowBounds.None with { RequestsPerSecond = 50 };
        await ExchangeAsync(flow, first, Report(target, 3) with { Bounds = bounds, ThrottledPerMinute = 4, Share = FlowBounds.None with { RequestsPerSecond = 30 } });
        await ExchangeAsync(flow, second, Report(target, 4) with { Bounds = bounds, ThrottledPerMinute = 1 });
        await flow.StepIfRevisionAsync(target, new FlowLevel { Revision = 1, Rate = 40, Ceiling = 44, SteppedAt = LedgerScene.Noon, RisingSince = LedgerScene.Noon, CutAt = LedgerScene.Noon }, default);

        var state = (await new FlowStates(scene.Database).ListAsync(default)).Single(row => row.Bucket == "shown");

        Assert.Equal((7.0, 700.0, 20, 40.0, 50.0, 40.0, 5), (state.RequestsPerSecond, state.BytesPerSecond, state.InFlight, state.RateLevel, state.RequestLimit, state.RateInForce, state.ThrottledPerMinute));
        Assert.Equal([(first, 3.0, 30.0), (second, 4.0, null)], state.Workers.Select(worker => (worker.Worker, worker.RequestsPerSecond, worker.Share)));
        await scene.ExpireAsync(first);
        Assert.Equal([second], (await new FlowStates(scene.Database).ListAsync(default)).Single(row => row.Bucket == "shown").Workers.Select(worker => worker.Worker));
    }

    [Fact]
    public async Task Reports_of_workers_that_are_long_gone_are_forgotten()
    {
        var scene = await LedgerScene.OpenAsync(database);
        var flow = new FlowLedger(scene.Database);
        await ExchangeAsync(flow, await scene.RegisterAsync(), Report(new FlowTarget("cos", "forgotten"), 1));
        await ExchangeAsync(flow, new WorkerId(int.MaxValue), Report(new FlowTarget("cos", "forgotten"), 1));
        Assert.Equal(1, await flow.ForgetDepartedAsync(default));
        Assert.Equal(0, await flow.ForgetDepartedAsync(default));
    }

    private static async Task<FleetReading> ExchangeAsync(FlowLedger flow, WorkerId worker, FlowReport report) => Assert.Single(await flow.ExchangeAsync(worker, [report], [], default));

    private static FlowReport Report(FlowTarget target, double accepted) => new()
    {
        Target = target, Accepted = accepted, AcceptedBefore = accepted, BytesPerSecond = 100 * accepted, InFlight = 10, Most = 96, Share = FlowBounds.None, Bounds = FlowBounds.None,
    };
}
