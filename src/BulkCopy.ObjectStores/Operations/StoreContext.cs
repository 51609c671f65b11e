using BulkCopy.ObjectStores.Dialects;
using BulkCopy.ObjectStores.Http;

namespace BulkCopy.ObjectStores.Operations;

/// <summary>What every group of operations works with.</summary>
internal sealed class StoreContext(ObjectStoreOptions options, StoreCaller caller, TimeProvider time)
{
    public Dialect Dialect { get; } = options.Dialect;
    public DialectWire Wire { get; } = options.Dialect.Wire;
    public string Region { get; } = options.Region;
    public TimeSpan Patience { get; } = options.AttemptTimeout;
    public TimeProvider Time { get; } = time;
    public StoreCaller Caller { get; } = caller;
    public RequestLimits Limits { get; } = new(options.Dialect, options.Limits ?? options.Dialect.Limits);
    public HeaderWriter Write { get; } = new(options.Dialect.Wire);
    public HeaderReader Read { get; } = new(options.Dialect);

    public StoreRequest Request(HttpMethod method, string operation, RequestEffect effect, string? bucket, string? key) =>
        new(method, operation, effect, Caller.Target(method, bucket, key));

    /// <summary>A refusal before sending.</summary>
    public Task<StoreResult<T>> Refuse<T>(string operation, string? bucket, string? key, string why) =>
        Task.FromResult(new StoreResult<T>(new StoreError
        {
            Code = StoreErrorCode.RefusedLocally,
            Operation = Wire.NameOf(operation),
            Message = why,
            Resource = key is null ? bucket : $"{bucket}/{key}",
        }));

    /// <summary>An answer whose status says everything.</summary>
    public static bool Done(StoreResponse response, out Unit value)
    {
        value = default;
        return response.Status < 300;
    }
}
