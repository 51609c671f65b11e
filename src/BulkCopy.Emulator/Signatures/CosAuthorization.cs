namespace BulkCopy.Emulator.Signatures;

/// <summary>The seven fields of a COS signature, from the header, the query, or the legacy <c>sign</c> parameter.</summary>
internal sealed record CosAuthorization
{
    public string? Algorithm { get; private set; }

    public string? AccessKey { get; private set; }

    public string? SignTime { get; private set; }

    public string? KeyTime { get; private set; }

    public string? HeaderList { get; private set; }

    public string? ParameterList { get; private set; }

    public string? Signature { get; private set; }

    /// <summary>Every listed name is looked for among all parameters, so that their number is bounded.</summary>
    private const int MaxListedNames = 256;

    public bool IsComplete => Algorithm == "sha1" && !string.IsNullOrEmpty(AccessKey) && SignTime is not null && KeyTime is not null
        && HeaderList is not null && ParameterList is not null && !string.IsNullOrEmpty(Signature)
        && HeaderList.AsSpan().Count(';') < MaxListedNames && ParameterList.AsSpan().Count(';') < MaxListedNames;

    public static CosAuthorization Parse(ReadOnlySpan<char> text)
    {
        var result = new CosAuthorization();
        foreach (var range in text.Split('&'))
        {
            var pair = text[range];
            int equals = pair.IndexOf('=');
            if (equals > 0)
                result.Set(pair[..equals].Trim(), pair[(equals + 1)..].Trim());
        }

        return result;
    }

    public static CosAuthorization FromQuery(QueryTable query)
    {
        if (query.Find("sign"u8) is { } legacy && legacy.StartsWith("q-", StringComparison.Ordinal))
            return Parse(legacy);
        return new CosAuthorization
        {
            Algorithm = query.Find("q-sign-algorithm"u8),
            AccessKey = query.Find("q-ak"u8),
            SignTime = query.Find("q-sign-time"u8),
            KeyTime = query.Find("q-key-time"u8),
            HeaderList = query.Find("q-header-list"u8),
            ParameterList = query.Find("q-url-param-list"u8),
            Signature = query.Find("q-signature"u8),
        };
    }

    private void Set(ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        switch (name)
        {
            case "q-sign-algorithm": Algorithm = value is "sha1" ? "sha1" : value.ToString(); break;
            case "q-ak": AccessKey = value.ToString(); break;
            case "q-sign-time": SignTime = value.ToString(); break;
            case "q-key-time": KeyTime = value.ToString(); break;
            case "q-header-list": HeaderList = value.ToString(); break;
            case "q-url-param-list": ParameterList = value.ToString(); break;
            case "q-signature": Signature = value.ToString(); break;
        }
    }
}
