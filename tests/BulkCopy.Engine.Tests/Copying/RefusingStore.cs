using System.Reflection;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Tests.Copying;

/// <summary>A store that answers copies of objects named like an error code with that error.</summary>
public class RefusingStore : DispatchProxy
{
    private IObjectStore inner = null!;

    public static IObjectStore Over(IObjectStore inner)
    {
        var proxy = Create<IObjectStore, RefusingStore>();
        ((RefusingStore)(object)proxy).inner = inner;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.Name == nameof(IObjectStore.CopyObjectAsync) && Enum.TryParse<StoreErrorCode>(((CopyObjectRequest)args![0]!).Key, out var code)
            ? Task.FromResult(new StoreResult<CopyResult>(new StoreError { Code = code, Operation = "CopyObject", Message = "as the test wants it" }))
            : targetMethod.Invoke(inner, args);
}
