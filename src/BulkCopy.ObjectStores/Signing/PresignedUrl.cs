using System.Text;

namespace BulkCopy.ObjectStores.Signing;

/// <summary>A URL under construction: the request's own parameters first, then the signature's in the order given.</summary>
internal sealed class PresignedUrl
{
    private readonly StringBuilder _text;
    private char _separator = '?';

    public PresignedUrl(SigningRequest request, bool withOwnQuery = true)
    {
        _text = new StringBuilder(512).Append(request.Scheme).Append("://").Append(request.Host).Append(request.EncodedPath);
        if (!withOwnQuery) return;
        foreach (var (name, value) in request.Query) Add(name, value);
    }

    public void Add(string name, string? value)
    {
        _text.Append(_separator).Append(PercentEncoding.Encode(name));
        if (value is not null) _text.Append('=').Append(PercentEncoding.Encode(value));
        _separator = '&';
    }

    public override string ToString() => _text.ToString();
}
