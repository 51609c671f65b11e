using BulkCopy.Engine.Throttling;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Copying;

/// <summary>Asks for objects some of which may be locked by the job's customer key, and others not.</summary>
internal static class LockedHeads
{
    /// <summary>An object of the destination, whoever wrote it.</summary>
    public static Task<StoreResult<ObjectProperties>> HeadDestinationAsync(this RunContext context, string key, CancellationToken cancellationToken) =>
        context.HeadAsync(context.DestinationGate, context.Destination, context.DestinationRead(key), cancellationToken);

    /// <summary>Asks with the request's customer key and, where the store refuses that, without one: stores refuse a key for what was written without.</summary>
    public static async Task<StoreResult<ObjectProperties>> HeadAsync(
        this RunContext context, FlowGate gate, IObjectStore store, ReadObjectRequest request, CancellationToken cancellationToken)
    {
        var head = await context.CallAsync(gate, token => store.HeadObjectAsync(request, token), cancellationToken).ConfigureAwait(false);
        return request.CustomerKey is null || !IsOtherwiseLocked(head.Error) ? head
            : await context.CallAsync(gate, token => store.HeadObjectAsync(request with { CustomerKey = null }, token), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether an answer to a HEAD with a customer key says that the object is not locked by it.</summary>
    public static bool IsOtherwiseLocked(StoreError? error) => error?.Code is StoreErrorCode.InvalidRequest or StoreErrorCode.InvalidArgument;
}
