using System.Reflection;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Tests.Manifests;

/// <summary>A store that lists few keys at a time, so that a small bucket has many pages and is split.</summary>
public class SmallPages : DispatchProxy
{
    private IObjectStore inner = null!;
    private int keys;

    public static IObjectStore Over(IObjectStore inner, int keys)
    {
        var proxy = Create<IObjectStore, SmallPages>();
        var pages = (SmallPages)(object)proxy;
        (pages.inner, pages.keys) = (inner, keys);
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.Name == "get_Dialect"
            ? inner.Dialect with { Limits = inner.Dialect.Limits with { ListPageKeys = keys } }
            : targetMethod.Invoke(inner, args);
}
