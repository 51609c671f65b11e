using BulkCopy.Cli.Hosting;
using BulkCopy.Cli.Schedules;
using BulkCopy.Cli.Verbs;
using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Tiering;
using BulkCopy.Postgres.Tiering;

namespace BulkCopy.Cli.Operations;

/// <summary>What a verb works with: the ledger, or a server when <c>--server</c> names one.</summary>
internal sealed class OperatorSession : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _owned = [];

    private OperatorSession(IRunOperations runs, IScheduleOperations schedules, IFlowOperations flow, Func<DateOnly, DateOnly, CancellationToken, Task<IReadOnlyList<TransitionDay>>> readDays)
    {
        Runs = runs;
        Schedules = schedules;
        Flow = flow;
        ReadTransitionDaysAsync = readDays;
    }

    public IRunOperations Runs { get; }

    public IScheduleOperations Schedules { get; }

    public IFlowOperations Flow { get; }

    /// <summary>Transitions by day, from one day through another.</summary>
    public Func<DateOnly, DateOnly, CancellationToken, Task<IReadOnlyList<TransitionDay>>> ReadTransitionDaysAsync { get; }

    public static async Task<OperatorSession> OpenAsync(Invocation invocation)
    {
        if (invocation.Server is { } server)
        {
            var connection = ServerConnection.Open(server, invocation);
            var remote = new OperatorSession(
                new ServerRuns(connection), new ServerSchedules(connection), new ServerFlow(connection),
                (from, through, cancellation) => connection.ListAsync<TransitionDay>($"tiering/days?from={from:yyyy-MM-dd}&through={through:yyyy-MM-dd}", int.MaxValue, cancellation));
            remote._owned.Add(connection);
            return remote;
        }
        var settings = invocation.ReadSettings();
        var stores = new StoreDirectory(settings, invocation.Host.Variables, invocation.Time);
        var ledger = await LedgerSession.OpenAsync(settings, invocation.Time, invocation.Stopping).ConfigureAwait(false);
        var logs = ScheduleServices.Logs(invocation);
        var transitions = new TransitionLedger(ledger.Database);
        var session = new OperatorSession(
            new LedgerRuns(ledger, stores, invocation.Time), new LedgerSchedules(ScheduleServices.Open(invocation, ledger, logs), stores), new LedgerFlow(ledger, settings),
            (from, through, cancellation) => transitions.ReadDaysAsync(from, through, null, cancellation));
        session._owned.AddRange([ledger, new Disposing(stores), new Disposing(logs)]);
        return session;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var one in _owned)
            await one.DisposeAsync().ConfigureAwait(false);
    }

    private sealed class Disposing(IDisposable one) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            one.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
