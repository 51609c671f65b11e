namespace BulkCopy.Emulator.Signatures;

/// <summary>A request target split at its first question mark, without any decoding.</summary>
internal readonly ref struct WireTarget
{
    public WireTarget(ReadOnlySpan<char> rawTarget)
    {
        rawTarget = WithoutAuthority(rawTarget);
        int mark = rawTarget.IndexOf('?');
        Path = mark < 0 ? rawTarget : rawTarget[..mark];
        Query = mark < 0 ? default : rawTarget[(mark + 1)..];
        if (Path.IsEmpty)
            Path = "/";
    }

    public ReadOnlySpan<char> Path { get; }

    public ReadOnlySpan<char> Query { get; }

    private static ReadOnlySpan<char> WithoutAuthority(ReadOnlySpan<char> rawTarget)
    {
        if (!rawTarget.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
            && !rawTarget.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
            return rawTarget;
        var rest = rawTarget[(rawTarget.IndexOf("://", StringComparison.Ordinal) + 3)..];
        int end = rest.IndexOfAny('/', '?');
        return end < 0 ? "/" : rest[end..];
    }
}
