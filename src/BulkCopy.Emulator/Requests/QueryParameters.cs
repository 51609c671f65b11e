namespace BulkCopy.Emulator.Requests;

/// <summary>Decoded query parameters in order. Names are looked up without regard to case, as the vendors' SDKs spell them differently.</summary>
internal sealed class QueryParameters
{
    private const int MostParameters = 200;
    private readonly List<KeyValuePair<string, string>> items = [];

    public static QueryParameters None { get; } = new();

    public IReadOnlyList<KeyValuePair<string, string>> Items => items;

    /// <summary>Null when an escape is broken, the bytes are no UTF-8 or there are too many.</summary>
    public static QueryParameters? Parse(ReadOnlySpan<char> query)
    {
        if (query.IsEmpty) return None;
        var parameters = new QueryParameters();
        foreach (var range in query.Split('&'))
        {
            var pair = query[range];
            if (pair.IsEmpty) continue;
            var equals = pair.IndexOf('=');
            var name = PercentText.Decode(equals < 0 ? pair : pair[..equals], plusIsBlank: true);
            var value = equals < 0 ? "" : PercentText.Decode(pair[(equals + 1)..], plusIsBlank: true);
            if (name is null || value is null || parameters.items.Count == MostParameters) return null;
            parameters.items.Add(new(name, value));
        }
        return parameters;
    }

    public bool Has(string name) => Find(name) is not null;

    public string? Find(string name)
    {
        foreach (var item in items)
        {
            if (item.Key.Equals(name, StringComparison.OrdinalIgnoreCase)) return item.Value;
        }
        return null;
    }
}
