using BulkCopy.Engine.Copying;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Manifests;

/// <summary>Asks stores about many objects before they become entries.</summary>
internal static class Asking
{
    /// <summary>A page of a thousand in a few round trips; the bucket's gate may allow less.</summary>
    private const int AtOnce = 64;

    /// <summary>From so many failures on somebody may wonder why a run stands still.</summary>
    private const int ToldAfter = 5;

    /// <summary>Asks about each item. A store that is away or busy is waited for; one that refuses stops the run.</summary>
    /// <param name="context">The run.</param>
    /// <param name="items">What is asked about.</param>
    /// <param name="ask">Asks, and returns the error if it could not.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <exception cref="RunStoppedException">A store refuses.</exception>
    public static Task AskAllAsync(this RunContext context, IEnumerable<int> items, Func<int, CancellationToken, Task<StoreError?>> ask, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(items, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (item, token) =>
        {
            for (var failures = 1; await ask(item, token).ConfigureAwait(false) is { } error; failures++)
                await context.WaitOutAsync(error, failures, token).ConfigureAwait(false);
        });

    /// <summary>Waits before a store that is away or busy is listed again, or until <paramref name="stopping"/>; if it lasts, an event of the run says so.</summary>
    /// <exception cref="RunStoppedException">The store refuses: asking again would not help.</exception>
    public static async Task WaitToListAsync(this RunContext context, StoreError error, int failures, CancellationToken stopping)
    {
        if (failures == ToldAfter) await context.Ledger.Runs.AppendEventAsync(context.Run.Id, "Listing", $"Tried {failures} times, and goes on trying: {error}", stopping).ConfigureAwait(false);
        await context.WaitOutAsync(error, failures, stopping).ConfigureAwait(false);
    }

    /// <summary>Waits before a store that is away or busy is asked again, or until <paramref name="stopping"/>.</summary>
    /// <exception cref="RunStoppedException">The store refuses: asking again would not help.</exception>
    public static Task WaitOutAsync(this RunContext context, StoreError error, int failures, CancellationToken stopping) =>
        Dispositions.Of(error.Code) is Disposition.RetryCall or Disposition.RetryEntry or Disposition.AskDestination
            ? Task.Delay(context.Retries.DelayAfter(failures, outcomeUnknown: false), context.Time, stopping).ContinueWith(static _ => { }, TaskScheduler.Default)
            : throw new RunStoppedException(error);
}
