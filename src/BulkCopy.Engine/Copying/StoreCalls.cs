using BulkCopy.Engine.Throttling;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Copying;

/// <summary>Makes a store call under the bucket's gate and repeats it where the table of dispositions says that this helps.</summary>
internal static class StoreCalls
{
    private const int MostCalls = 4;

    public static async Task<StoreResult<T>> CallAsync<T>(
        this RunContext context, FlowGate gate, Func<CancellationToken, Task<StoreResult<T>>> call, CancellationToken cancellationToken)
    {
        for (var calls = 1; ; calls++)
        {
            await gate.EnterAsync(cancellationToken).ConfigureAwait(false);
            var throttled = false;
            TimeSpan? retryAfter = null;
            StoreResult<T> result;
            try
            {
                if (!context.Lease.MayBegin) throw new LeaseLostException();
                result = await call(cancellationToken).ConfigureAwait(false);
                throttled = result.Error?.Code == StoreErrorCode.Throttled;
                retryAfter = result.Error?.RetryAfter;
            }
            finally
            {
                gate.Leave(throttled, retryAfter);
            }
            if (result.Succeeded || calls == MostCalls || Dispositions.Of(result.Error.Code) != Disposition.RetryCall) return result;
            await Task.Delay(context.Retries.DelayOfCall(calls, retryAfter), context.Time, cancellationToken).ConfigureAwait(false);
        }
    }
}
