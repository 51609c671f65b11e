namespace BulkCopy.Emulator.Signatures;

/// <summary>The buffers of one verification, reused by the thread that runs it.</summary>
internal sealed class SignatureWorkspace
{
    [ThreadStatic]
    private static SignatureWorkspace? ofThisThread;

    public HeaderTable Headers { get; } = new();

    public QueryTable Query { get; } = new();

    public CanonicalWriter Canonical { get; } = new();

    public CanonicalWriter StringToSign { get; } = new();

    public CanonicalWriter Scratch { get; } = new();

    public static SignatureWorkspace OfThisThread => ofThisThread ??= new SignatureWorkspace();

    public void Clear()
    {
        Headers.Clear();
        Query.Clear();
        Canonical.Clear();
        StringToSign.Clear();
        Scratch.Clear();
    }
}
