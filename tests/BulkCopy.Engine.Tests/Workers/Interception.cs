using System.Reflection;

namespace BulkCopy.Engine.Tests.Workers;

/// <summary>Stands between callers and an interface.</summary>
internal static class Interception
{
    /// <summary>Puts <paramref name="call"/> before every method, to look at it, hold it up or answer itself: its name, its arguments, and what it does otherwise.</summary>
    public static T Over<T>(T inner, Func<string, object?[], Func<object?>, object?> call) where T : class
    {
        var proxy = DispatchProxy.Create<T, InterceptedCalls>();
        var calls = (InterceptedCalls)(object)proxy;
        (calls.Inner, calls.Call) = (inner, call);
        return proxy;
    }
}

/// <summary>What <see cref="Interception"/> makes.</summary>
public class InterceptedCalls : DispatchProxy
{
    internal object Inner { get; set; } = null!;
    internal Func<string, object?[], Func<object?>, object?> Call { get; set; } = null!;

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => Call(targetMethod!.Name, args!, () => targetMethod.Invoke(Inner, args));
}
