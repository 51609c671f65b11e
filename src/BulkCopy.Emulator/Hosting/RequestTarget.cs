namespace BulkCopy.Emulator.Hosting;

/// <summary>Path and query as they are on the request line.</summary>
internal readonly record struct RequestTarget(string Path, string Query)
{
    /// <summary>False for targets that name no resource (OPTIONS *, CONNECT).</summary>
    public static bool TryParse(string rawTarget, out RequestTarget target)
    {
        target = default;
        if (rawTarget.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || rawTarget.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        {
            var authority = rawTarget.IndexOf("://", StringComparison.Ordinal) + 3;
            var slash = rawTarget.AsSpan(authority).IndexOfAny('/', '?');
            rawTarget = slash < 0 ? "/" : rawTarget[(authority + slash)..];
            if (rawTarget[0] == '?') rawTarget = "/" + rawTarget;
        }
        if (!rawTarget.StartsWith('/')) return false;
        var mark = rawTarget.IndexOf('?', StringComparison.Ordinal);
        target = mark < 0 ? new RequestTarget(rawTarget, "") : new RequestTarget(rawTarget[..mark], rawTarget[(mark + 1)..]);
        return true;
    }
}
