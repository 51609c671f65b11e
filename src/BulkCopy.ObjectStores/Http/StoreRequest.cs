using System.Security.Cryptography;
using BulkCopy.ObjectStores.Signing;

namespace BulkCopy.ObjectStores.Http;

/// <summary>One call to a store, before it is signed.</summary>
internal sealed class StoreRequest(HttpMethod method, string operation, RequestEffect effect, SigningRequest wire)
{
    public HttpMethod Method { get; } = method;

    /// <summary>The operation's common name.</summary>
    public string Operation { get; } = operation;

    public RequestEffect Effect { get; set; } = effect;

    /// <summary>Host, path, query and headers as they are signed and sent.</summary>
    public SigningRequest Wire { get; } = wire;

    /// <summary>A small body; empty for none.</summary>
    public ReadOnlyMemory<byte> Body { get; set; }

    /// <summary>A body that is streamed; <c>null</c> for none.</summary>
    public Stream? Content
    {
        get;
        init
        {
            field = value;
            contentStart = value?.CanSeek == true ? value.Position : -1;
        }
    }

    /// <summary>Bytes of <see cref="Content"/>.</summary>
    public long ContentLength { get; init; }

    /// <summary>A form that carries its own signature; <c>null</c> for all other requests.</summary>
    public HttpContent? Form { get; init; }

    /// <summary>Whether the answer's content is handed out as a stream.</summary>
    public bool StreamsAnswer { get; init; }

    /// <summary>Whether the store copies or assembles content before it answers.</summary>
    public bool IsCopy { get; init; }

    /// <summary>Largest answer that is read, bytes.</summary>
    public int MaxAnswerBytes { get; init; } = 1 << 18;

    /// <summary>Whether an unmet precondition can only mean that the destination exists.</summary>
    public bool UnmetMeansExists { get; set; }

    /// <summary>Whether an attempt has been sent and not answered yet.</summary>
    public bool IsInFlight { get; set; }

    /// <summary>What the last attempt came to.</summary>
    public StoreError? LastError { get; set; }

    private readonly long contentStart = -1;

    /// <summary>Sets the content back to its beginning; false if it cannot be read again.</summary>
    public bool TryRewind()
    {
        if (Form is not null) return false;
        if (Content is null) return true;
        if (!Content.CanSeek) return false;
        Content.Position = contentStart;
        return true;
    }

    /// <summary>Whether a missing key can only mean a missing upload, since the request needs no object.</summary>
    public bool MissingMeansUpload { get; init; }

    public void Header(string name, string? value)
    {
        if (value is not null) Wire.Headers.Add(new HeaderField(name, value));
    }

    public void Header(KeyValuePair<string, string> header) => Header(header.Key, header.Value);

    /// <summary>A body in XML, with the digest that stores want of it.</summary>
    public void Document(byte[] xml)
    {
        Body = xml;
        Header("Content-Type", "application/xml");
        Header("Content-MD5", Convert.ToBase64String(MD5.HashData(xml)));
    }

    /// <summary>A parameter without a value, for instance <c>?uploads</c>.</summary>
    public void Flag(string name) => Wire.Query.Add(new QueryParameter(name, null));

    public void Parameter(string name, string? value)
    {
        if (!string.IsNullOrEmpty(value)) Wire.Query.Add(new QueryParameter(name, value));
    }
}
