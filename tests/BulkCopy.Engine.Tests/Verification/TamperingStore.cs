using System.Reflection;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Tests.Verification;

/// <summary>A store whose contents and answers can be changed on their way to the engine, as by a disk or a proxy that rots bits.</summary>
public class TamperingStore : DispatchProxy
{
    private IObjectStore inner = null!;
    private Func<ReadObjectRequest, byte[], byte[]> onContent = (_, bytes) => bytes;
    private Func<ReadObjectRequest, ObjectProperties, ObjectProperties> onHead = (_, head) => head;
    private Action<string> onCall = _ => { };

    public static IObjectStore Over(
        IObjectStore inner, Func<ReadObjectRequest, byte[], byte[]>? content = null, Func<ReadObjectRequest, ObjectProperties, ObjectProperties>? head = null, Action<string>? call = null)
    {
        var proxy = Create<IObjectStore, TamperingStore>();
        var store = (TamperingStore)(object)proxy;
        (store.inner, store.onContent, store.onHead, store.onCall) = (inner, content ?? store.onContent, head ?? store.onHead, call ?? store.onCall);
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        onCall(targetMethod!.Name);
        return targetMethod.Name switch
        {
            nameof(IObjectStore.GetObjectAsync) => GetAsync((ReadObjectRequest)args![0]!, (CancellationToken)args[1]!),
            nameof(IObjectStore.HeadObjectAsync) => HeadAsync((ReadObjectRequest)args![0]!, (CancellationToken)args[1]!),
            _ => targetMethod.Invoke(inner, args),
        };
    }

    private async Task<StoreResult<OpenObject>> GetAsync(ReadObjectRequest request, CancellationToken cancellationToken)
    {
        var opened = await inner.GetObjectAsync(request, cancellationToken);
        if (!opened.Succeeded) return opened;
        using var read = new MemoryStream();
        await opened.Value.Content.CopyToAsync(read, cancellationToken);
        var bytes = onContent(request, read.ToArray());
        return new(new OpenObject(opened.Value.Properties, bytes.Length, new MemoryStream(bytes), opened.Value));
    }

    private async Task<StoreResult<ObjectProperties>> HeadAsync(ReadObjectRequest request, CancellationToken cancellationToken)
    {
        var head = await inner.HeadObjectAsync(request, cancellationToken);
        return head.Succeeded ? new(onHead(request, head.Value)) : head;
    }
}
