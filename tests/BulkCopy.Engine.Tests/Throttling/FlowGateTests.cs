using BulkCopy.Engine.Throttling;

namespace BulkCopy.Engine.Tests.Throttling;

public sealed class FlowGateTests
{
    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;
    private readonly ManualClock clock = new();

    [Fact]
    public async Task No_more_requests_are_in_flight_than_the_worker_is_set_to()
    {
        var gate = Gate(2);
        await EnterAsync(gate);
        await EnterAsync(gate);
        var third = EnterAsync(gate);
        Assert.False(third.IsCompleted);
        gate.Leave(isThrottled: false);
        await third;
    }

    [Fact]
    public async Task A_request_waits_until_the_rate_allows_it()
    {
        var gate = Gate(100);
        gate.SetShare(FlowBounds.None with { RequestsPerSecond = 10 }, FlowBounds.None);
        var first = EnterAsync(gate);
        var second = EnterAsync(gate);
        Assert.False(first.IsCompleted);
        clock.Advance(TimeSpan.FromMilliseconds(101));
        await first;
        Assert.False(second.IsCompleted);
        Assert.True(gate.Report().IsHungry);
        clock.Advance(TimeSpan.FromMilliseconds(101));
        await second;
    }

    [Fact]
    public async Task A_rate_of_zero_lets_nothing_begin_until_it_is_raised()
    {
        var gate = Gate(100);
        gate.SetShare(FlowBounds.None with { RequestsPerSecond = 0 }, FlowBounds.None);
        var request = EnterAsync(gate);
        clock.Advance(TimeSpan.FromHours(1));
        Assert.False(request.IsCompleted);
        gate.SetShare(FlowBounds.None, FlowBounds.None);
        await request;
    }

    [Fact]
    public async Task Bytes_above_the_rate_are_paid_off_before_the_next_request()
    {
        var gate = Gate(100);
        gate.SetShare(FlowBounds.None with { BytesPerSecond = 1000 }, FlowBounds.None);
        clock.Advance(TimeSpan.FromSeconds(1));
        await gate.EnterAsync(new FlowDemand(3000), default, cancellation);
        var next = gate.EnterAsync(new FlowDemand(1), default, cancellation).AsTask();
        clock.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(next.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(0.3));
        await next;
    }

    [Fact]
    public async Task Listings_take_turns_with_copies_however_many_of_these_wait()
    {
        var gate = Gate(1);
        await EnterAsync(gate);
        var copies = Enumerable.Range(0, 20).Select(_ => EnterAsync(gate)).ToArray();
        var listings = Enumerable.Range(0, 2).Select(_ => gate.EnterAsync(FlowDemand.Listing, default, cancellation).AsTask()).ToArray();
        for (var i = 0; i < 4; i++) gate.Leave(isThrottled: false);
        await Task.WhenAll([.. listings, .. copies.Take(2)]);
        Assert.Equal(2, copies.Count(copy => copy.IsCompleted));
    }

    [Fact]
    public async Task A_cancelled_waiter_does_not_swallow_the_turn_of_the_next()
    {
        var gate = Gate(1);
        await EnterAsync(gate);
        using var impatient = new CancellationTokenSource();
        var first = gate.EnterAsync(default, default, impatient.Token).AsTask();
        var second = EnterAsync(gate);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        gate.Leave(isThrottled: false);
        await second;
    }

    [Fact]
    public async Task Who_waits_while_the_run_is_stopped_gives_the_turn_up()
    {
        var gate = Gate(1);
        await EnterAsync(gate);
        using var stopping = new CancellationTokenSource();
        var waiting = gate.EnterAsync(default, stopping.Token, cancellation).AsTask();
        await stopping.CancelAsync();
        await Assert.ThrowsAsync<TurnGivenUpException>(() => waiting);
    }

    [Fact]
    public async Task A_throttled_request_slows_this_worker_down_before_the_fleet_knows()
    {
        var gate = Gate(100);
        for (var i = 0; i < 40; i++)
        {
            await EnterAsync(gate);
            gate.Leave(isThrottled: false);
        }
        await EnterAsync(gate);
        gate.Leave(isThrottled: true);
        var report = gate.Report();
        Assert.Equal(36, report.Share.RequestsPerSecond, 0.001);
        Assert.Equal((40, 1, TimeSpan.Zero), (report.Accepted, report.ThrottledPerMinute, report.ThrottledAgo));
    }

    [Fact]
    public async Task Nothing_begins_before_the_time_that_the_store_asked_for()
    {
        var gate = Gate(100);
        await EnterAsync(gate);
        gate.Leave(isThrottled: true, TimeSpan.FromSeconds(5));
        var next = EnterAsync(gate);
        clock.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(next.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(0.2));
        await next;
    }

    [Fact]
    public void A_gate_that_is_not_limited_allocates_nothing()
    {
        var gate = new FlowGate(new FlowTarget("s", "b"), 4, TimeProvider.System);
        for (var i = 0; i < 1000; i++) Pass(gate);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) Pass(gate);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Pass(FlowGate gate)
    {
        Assert.True(gate.EnterAsync(new FlowDemand(7), default, default).AsTask().IsCompletedSuccessfully);
        gate.Leave(isThrottled: false);
    }

    private FlowGate Gate(int most) => new(new FlowTarget("store", "bucket"), most, clock);

    private Task EnterAsync(FlowGate gate) => gate.EnterAsync(default, default, cancellation).AsTask();
}
