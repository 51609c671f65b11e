namespace BulkCopy.ObjectStores.Signing;

/// <summary>
/// What a signature covers, independent of any HTTP library. A signer adds its headers to <see cref="Headers"/>;
/// the caller then sends exactly these headers, this path and this query. An instance may be signed again (each
/// retry does): the signer replaces the headers that it added before.
/// </summary>
public sealed class SigningRequest
{
    /// <summary>The HTTP method in upper case.</summary>
    public required string Method { get; set; }

    /// <summary>The <c>Host</c> header exactly as sent, with the port when it is not the scheme's default.</summary>
    public required string Host { get; set; }

    /// <summary>The scheme of pre-signed URLs. Default <c>https</c>.</summary>
    public string Scheme { get; set; } = "https";

    /// <summary>
    /// The path as sent: begins with <c>/</c>, percent-encoded once as RFC 3986 says with <c>/</c> kept.
    /// </summary>
    public required string EncodedPath { get; set; }

    /// <summary>The bucket, or null for a request to the service itself.</summary>
    public string? Bucket { get; set; }

    /// <summary>The object key, not encoded, or null for a request to the bucket or the service.</summary>
    public string? Key { get; set; }

    /// <summary>True when the bucket stands in <see cref="Host"/>, false when it is the path's first segment.</summary>
    public bool IsBucketInHost { get; set; } = true;

    /// <summary>The query, in the order in which it is sent.</summary>
    public List<QueryParameter> Query { get; init; } = [];

    /// <summary>The headers, without <c>Host</c>; the signer appends its own.</summary>
    public List<HeaderField> Headers { get; init; } = [];

    /// <summary>
    /// Lower-case hex SHA-256 of the body where the scheme carries one (OSS V4, S3 V4). Default null:
    /// <c>UNSIGNED-PAYLOAD</c>.
    /// </summary>
    public string? PayloadHash { get; set; }

    /// <summary>
    /// COS and S3 V4: the names of the headers to sign instead of the scheme's own choice. OSS V4: the names of
    /// headers to sign in addition. The schemes of version 1 and 2 have no choice and ignore it. Default null.
    /// </summary>
    public IReadOnlyCollection<string>? SignedHeaders { get; set; }

    /// <summary>The value of the first header of that name, ignoring case, or null.</summary>
    public string? FindHeader(string name)
    {
        var index = IndexOf(name);
        return index < 0 ? null : Headers[index].Value;
    }

    /// <summary>Replaces the first header of that name, ignoring case, or appends it.</summary>
    public void SetHeader(string name, string value)
    {
        var index = IndexOf(name);
        if (index < 0) Headers.Add(new HeaderField(name, value));
        else Headers[index] = new HeaderField(name, value);
    }

    private int IndexOf(string name)
    {
        for (var i = 0; i < Headers.Count; i++)
            if (Headers[i].Name.Equals(name, StringComparison.OrdinalIgnoreCase)) return i;
        return -1;
    }

    internal void SetOrRemoveHeader(string name, string? value)
    {
        if (value is not null) SetHeader(name, value);
        else if (IndexOf(name) is >= 0 and var index) Headers.RemoveAt(index);
    }

    internal bool IsListed(string name)
    {
        if (SignedHeaders is null) return false;
        foreach (var listed in SignedHeaders)
            if (listed.Equals(name, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }
}
