using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Jobs;
using BulkCopy.ObjectStores;
using Microsoft.Extensions.Logging;

namespace BulkCopy.Engine.Workers;

/// <summary>
/// The sessions of a worker, one for each run. Opening asks stores and closing waits for requests in flight: both go on beside, so that no run waits for the stores of another.
/// </summary>
internal sealed class RunSessions(RunContextFactory contexts, CopierPool pool, WorkerOptions options, WorkerLease lease, TimeProvider time, ILogger log, CancellationToken abandon) : IAsyncDisposable
{
    private readonly Dictionary<RunId, RunSession> open = [];
    private readonly Dictionary<RunId, Task<(RunContext? Context, StoreError? Error)>> opening = [];
    private readonly Dictionary<RunId, Task> closing = [];
    private readonly CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(abandon);

    /// <summary>Whether the run has a session here, or one that is being opened or closed.</summary>
    public bool Has(RunId run) => open.ContainsKey(run) || opening.ContainsKey(run) || closing.ContainsKey(run);

    /// <summary>The run's session, or why it cannot be served here; neither while it is opened, an earlier one closed, or another worker finds out what the stores do.</summary>
    public async Task<(RunSession? Session, StoreError? Error)> FindAsync(Run run)
    {
        if (open.TryGetValue(run.Id, out var session)) return (session, null);
        if (closing.ContainsKey(run.Id)) return default;
        if (!opening.TryGetValue(run.Id, out var prepared)) opening.Add(run.Id, prepared = contexts.CreateAsync(run, lease, ending.Token));
        if (!prepared.IsCompleted) return default;
        opening.Remove(run.Id);
        var (context, error) = await prepared.ConfigureAwait(false);
        if (context is null) return (null, error);
        session = new RunSession(context, pool, options, abandon);
        open.Add(run.Id, session);
        session.Start();
        Log.Serving(log, run.Id, run.Spec.Source, run.Spec.Destination);
        return (session, null);
    }

    /// <summary>Closes the sessions of all other runs, and forgets those that are closed.</summary>
    public void CloseAllBut(IReadOnlySet<RunId> runs)
    {
        foreach (var closed in closing.Where(pair => pair.Value.IsCompleted).Select(pair => pair.Key).ToArray()) closing.Remove(closed);
        foreach (var run in open.Keys.Where(run => !runs.Contains(run)).ToArray()) Close(run);
        foreach (var run in opening.Where(pair => pair.Value.IsCompleted && !runs.Contains(pair.Key)).Select(pair => pair.Key).ToArray()) opening.Remove(run);
    }

    /// <summary>Begins to close the run's session: what is in flight is finished and written.</summary>
    public void Close(RunId run)
    {
        if (open.Remove(run, out var session)) closing.Add(run, CloseAsync(session));
    }

    /// <summary>Waits until a session can be opened or has been closed, at most for <paramref name="longest"/>.</summary>
    public Task ChangeAsync(TimeSpan longest, CancellationToken stopping) =>
        Task.WhenAny([Task.Delay(longest, time, stopping), .. opening.Values, .. closing.Values]);

    public async ValueTask DisposeAsync()
    {
        foreach (var run in open.Keys.ToArray()) Close(run);
        await ending.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll([.. opening.Values, .. closing.Values]).ContinueWith(static _ => { }, TaskScheduler.Default).ConfigureAwait(false);
        ending.Dispose();
    }

    private async Task CloseAsync(RunSession session)
    {
        try
        {
            await session.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            Log.SessionBroke(log, session.RunId, fault);
        }
    }
}
