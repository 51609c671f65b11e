using BulkCopy.Engine.Throttling;

namespace BulkCopy.Engine.Tests.Throttling;

public sealed class FlowGateTests
{
    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_more_requests_are_in_flight_than_the_level()
    {
        var gate = new FlowGate(2, TimeProvider.System);
        await gate.EnterAsync(cancellation);
        await gate.EnterAsync(cancellation);
        var third = gate.EnterAsync(cancellation).AsTask();
        Assert.False(third.IsCompleted);
        gate.Leave(throttled: false);
        await third;
    }

    [Fact]
    public void Throttling_halves_the_level_and_success_raises_it_by_one_per_round()
    {
        var gate = new FlowGate(16, TimeProvider.System);
        Enter(gate, 1);
        gate.Leave(throttled: true);
        Assert.Equal(8, gate.Level);
        for (var i = 0; i < 9; i++)
        {
            Enter(gate, 1);
            gate.Leave(throttled: false);
        }
        Assert.Equal(9, gate.Level);
    }

    [Fact]
    public async Task A_cancelled_waiter_does_not_swallow_the_turn_of_the_next()
    {
        var gate = new FlowGate(1, TimeProvider.System);
        await gate.EnterAsync(cancellation);
        using var impatient = new CancellationTokenSource();
        var first = gate.EnterAsync(impatient.Token).AsTask();
        var second = gate.EnterAsync(cancellation).AsTask();
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        gate.Leave(throttled: false);
        await second;
    }

    [Fact]
    public void The_level_never_falls_below_one()
    {
        var gate = new FlowGate(1, TimeProvider.System);
        Enter(gate, 1);
        gate.Leave(throttled: true);
        Assert.Equal(1, gate.Level);
    }

    private static void Enter(FlowGate gate, int times)
    {
        for (var i = 0; i < times; i++) Assert.True(gate.EnterAsync(CancellationToken.None).AsTask().IsCompletedSuccessfully);
    }
}
