using System.Text;
using BulkCopy.ObjectStores.Signing;

namespace BulkCopy.ObjectStores.Http;

/// <summary>Turns signed requests into HTTP messages whose wire form is what was signed.</summary>
internal sealed class RequestMessages(string scheme)
{
    // Otherwise Uri would collapse dots and undo escapes that are part of the signature.
    private static readonly UriCreationOptions asGiven = new() { DangerousDisablePathAndQueryCanonicalization = true };

    public HttpRequestMessage Create(StoreRequest request, AttemptTimeout timeout)
    {
        var wire = request.Wire;
        var message = new HttpRequestMessage(request.Method, new Uri(UrlOf(wire), asGiven));
        if (request.Form is not null) message.Content = request.Form;
        var hasContent = request.Effect == RequestEffect.Once || !request.Body.IsEmpty || request.Content is not null;
        if (hasContent) message.Content ??= new RequestContent(request, timeout);
        if (wire.Host.AsSpan().ContainsAnyInRange('A', 'Z')) message.Headers.Host = wire.Host;
        foreach (var header in wire.Headers)
        {
            if (!IsContentHeader(header.Name)) message.Headers.TryAddWithoutValidation(header.Name, header.Value);
            else (message.Content ??= new RequestContent(request, timeout)).Headers.TryAddWithoutValidation(header.Name, header.Value);
        }
        return message;
    }

    private string UrlOf(SigningRequest wire)
    {
        if (wire.Query.Count == 0) return $"{scheme}://{wire.Host}{wire.EncodedPath}";
        var url = new StringBuilder(128).Append(scheme).Append("://").Append(wire.Host).Append(wire.EncodedPath);
        var separator = '?';
        foreach (var (name, value) in wire.Query)
        {
            url.Append(separator).Append(PercentEncoding.Encode(name));
            if (value is not null) url.Append('=').Append(PercentEncoding.Encode(value));
            separator = '&';
        }
        return url.ToString();
    }

    private static bool IsContentHeader(string name) =>
        name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase) || name.Equals("Expires", StringComparison.OrdinalIgnoreCase);
}
