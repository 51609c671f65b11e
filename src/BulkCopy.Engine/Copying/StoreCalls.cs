using BulkCopy.Engine.Throttling;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Copying;

/// <summary>Makes a store call under the bucket's gate and repeats it where the table of dispositions says that this helps.</summary>
internal static class StoreCalls
{
    private const int MostCalls = 4;

    /// <summary>The gate slows down by itself; a bucket that still throttles after so many turns is left to the retries of entries.</summary>
    private const int MostThrottled = 8;

    /// <summary>A call whose requests copy no bytes.</summary>
    public static Task<StoreResult<T>> CallAsync<T>(
        this RunContext context, FlowGate gate, Func<CancellationToken, Task<StoreResult<T>>> call, CancellationToken cancellationToken) =>
        context.CallAsync(gate, default, call, cancellationToken);

    /// <summary>A call that asks for more than a turn.</summary>
    /// <exception cref="TurnGivenUpException">The session is stopping, and the request was still waiting.</exception>
    public static async Task<StoreResult<T>> CallAsync<T>(
        this RunContext context, FlowGate gate, FlowDemand demand, Func<CancellationToken, Task<StoreResult<T>>> call, CancellationToken cancellationToken)
    {
        var (calls, turns) = (0, 0);
        while (true)
        {
            await gate.EnterAsync(demand, context.Stopping, cancellationToken).ConfigureAwait(false);
            var throttled = false;
            TimeSpan? retryAfter = null;
            StoreResult<T> result;
            try
            {
                // After the wait, which may have been longer than the lease.
                if (!context.Lease.MayBegin) throw new LeaseLostException();
                UnitTrail.MarkSent();
                result = await call(cancellationToken).ConfigureAwait(false);
                throttled = result.Error?.Code == StoreErrorCode.Throttled;
                retryAfter = result.Error?.RetryAfter;
            }
            finally
            {
                gate.Leave(throttled, retryAfter);
            }
            if (result.Succeeded || Dispositions.Of(result.Error.Code) != Disposition.RetryCall) return result;
            if (throttled ? ++turns == MostThrottled : ++calls == MostCalls) return result;
            await Task.Delay(context.Retries.DelayOfCall(calls + turns, retryAfter), context.Time, cancellationToken).ConfigureAwait(false);
        }
    }
}
