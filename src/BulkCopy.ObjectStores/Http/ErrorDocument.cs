using BulkCopy.ObjectStores.Xml;

namespace BulkCopy.ObjectStores.Http;

/// <summary>What an <c>Error</c> document says. All <c>null</c> where there is none, or a broken one.</summary>
internal readonly record struct ErrorDocument(string? Code, string? Message, string? RequestId, string? Endpoint, string? Region, string? Condition)
{
    public static ErrorDocument Read(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty) return default;
        var xml = new XmlScanner(body);
        if (!xml.RootIs("Error"u8)) return default;
        var document = new ErrorDocument();
        while (xml.NextChild(1))
        {
            var name = xml.Name;
            if (name.SequenceEqual("Code"u8)) document = document with { Code = xml.Text().Trim() };
            else if (name.SequenceEqual("Message"u8)) document = document with { Message = xml.Text().Trim() };
            else if (name.SequenceEqual("RequestId"u8)) document = document with { RequestId = xml.Text().Trim() };
            else if (name.SequenceEqual("Endpoint"u8)) document = document with { Endpoint = xml.Text().Trim() };
            else if (name.SequenceEqual("Region"u8)) document = document with { Region = xml.Text().Trim() };
            else if (name.SequenceEqual("Condition"u8)) document = document with { Condition = xml.Text().Trim() };
        }
        return xml.Complete && document.Code is { Length: > 0 and <= 128 } ? document : default;
    }
}
