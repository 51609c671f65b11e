using System.Reflection;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Tests.Copying;

/// <summary>A store whose first copy takes effect and then breaks off with an error that nobody foresaw.</summary>
public class BreakingStore : DispatchProxy
{
    private IObjectStore inner = null!;
    private int broken;

    public static IObjectStore Over(IObjectStore inner)
    {
        var proxy = Create<IObjectStore, BreakingStore>();
        ((BreakingStore)(object)proxy).inner = inner;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var answer = targetMethod!.Invoke(inner, args);
        return targetMethod.Name == nameof(IObjectStore.CopyObjectAsync) && Interlocked.Exchange(ref broken, 1) == 0 ? BreakAsync((Task<StoreResult<CopyResult>>)answer!) : answer;
    }

    private static async Task<StoreResult<CopyResult>> BreakAsync(Task<StoreResult<CopyResult>> answer)
    {
        await answer;
        throw new InvalidOperationException("An answer like no other.");
    }
}
