using System.Reflection;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Tests.Planning;

/// <summary>A store that copies within a bucket and not from another.</summary>
public class RefusingForeignCopies : DispatchProxy
{
    private IObjectStore inner = null!;

    public static IObjectStore Over(IObjectStore inner)
    {
        var proxy = Create<IObjectStore, RefusingForeignCopies>();
        ((RefusingForeignCopies)(object)proxy).inner = inner;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        args is [CopyObjectRequest copy, ..] && copy.Source.Bucket != copy.Bucket
            ? Task.FromResult(new StoreResult<CopyResult>(new StoreError { Code = StoreErrorCode.AccessDenied, Operation = "PUT Object - Copy", Message = "no" }))
            : targetMethod!.Invoke(inner, args);
}
