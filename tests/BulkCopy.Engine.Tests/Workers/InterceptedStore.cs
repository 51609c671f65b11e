using System.Reflection;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Tests.Workers;

/// <summary>A store some of whose calls become something else.</summary>
public class InterceptedStore : DispatchProxy
{
    private IObjectStore inner = null!;
    private Func<string, object?[], object?> instead = null!;

    /// <param name="inner">The store.</param>
    /// <param name="instead">Given a method's name and its arguments: what is answered, or <c>null</c> where the store answers itself.</param>
    public static IObjectStore Over(IObjectStore inner, Func<string, object?[], object?> instead)
    {
        var proxy = Create<IObjectStore, InterceptedStore>();
        ((InterceptedStore)(object)proxy).inner = inner;
        ((InterceptedStore)(object)proxy).instead = instead;
        return proxy;
    }

    /// <summary>The answer to a request of which nobody knows whether it took effect, after something else happened.</summary>
    public static async Task<StoreResult<T>> LostAsync<T>(Func<Task> meanwhile)
    {
        await meanwhile();
        return new StoreResult<T>(new StoreError { Code = StoreErrorCode.OutcomeUnknown, Operation = typeof(T).Name, Message = "the answer was lost" });
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => instead(targetMethod!.Name, args!) ?? targetMethod.Invoke(inner, args);
}
