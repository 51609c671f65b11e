using System.Reflection;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Tests.Uploads;

/// <summary>A store that says that it aborted an upload and did not.</summary>
public class TamperedAbort : DispatchProxy
{
    private IObjectStore inner = null!;

    public static IObjectStore Over(IObjectStore inner)
    {
        var proxy = Create<IObjectStore, TamperedAbort>();
        ((TamperedAbort)(object)proxy).inner = inner;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.Name == nameof(IObjectStore.AbortUploadAsync) ? Task.FromResult(new StoreResult<Unit>(default(Unit))) : targetMethod.Invoke(inner, args);
}
