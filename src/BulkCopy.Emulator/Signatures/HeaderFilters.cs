namespace BulkCopy.Emulator.Signatures;

/// <summary>Decides which headers a scheme signs.</summary>
internal interface IHeaderFilter
{
    bool Takes(string name);
}

/// <summary>Every header with the vendor's prefix.</summary>
internal readonly struct PrefixFilter(string prefix) : IHeaderFilter
{
    public bool Takes(string name) => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase);
}

/// <summary>What OSS V4 signs: x-oss-*, Content-Type, Content-MD5, and the additional headers.</summary>
internal readonly ref struct OssV4Filter(ReadOnlySpan<char> additional) : IHeaderFilter
{
    private readonly ReadOnlySpan<char> additional = additional;

    public bool Takes(string name) => name.StartsWith("x-oss-", StringComparison.OrdinalIgnoreCase)
        || name.Equals("content-type", StringComparison.OrdinalIgnoreCase)
        || name.Equals("content-md5", StringComparison.OrdinalIgnoreCase)
        || IsAdditional(name);

    private bool IsAdditional(string name)
    {
        foreach (var range in additional.Split(';'))
        {
            if (additional[range].Equals(name, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
