namespace BulkCopy.Emulator.Signatures;

/// <summary><c>access-key/date/region/service/terminator</c>; the access key itself may hold slashes.</summary>
internal readonly ref struct CredentialScope
{
    private CredentialScope(ReadOnlySpan<char> accessKey, ReadOnlySpan<char> scope, scoped Span<Range> parts)
    {
        AccessKey = accessKey;
        Text = scope;
        Date = scope[parts[0]];
        Region = scope[parts[1]];
        Service = scope[parts[2]];
        Terminator = scope[parts[3]];
    }

    public ReadOnlySpan<char> AccessKey { get; }

    /// <summary>Everything after the access key.</summary>
    public ReadOnlySpan<char> Text { get; }

    public ReadOnlySpan<char> Date { get; }

    public ReadOnlySpan<char> Region { get; }

    public ReadOnlySpan<char> Service { get; }

    public ReadOnlySpan<char> Terminator { get; }

    public static bool TryParse(ReadOnlySpan<char> credential, out CredentialScope scope)
    {
        scope = default;
        int start = credential.Length;
        for (int i = 0; i < 4 && start > 0; i++)
            start = credential[..start].LastIndexOf('/');
        if (start <= 0)
            return false;
        Span<Range> parts = stackalloc Range[4];
        var text = credential[(start + 1)..];
        if (text.Split(parts, '/') != parts.Length)
            return false;
        scope = new CredentialScope(credential[..start], text, parts);
        return true;
    }
}
