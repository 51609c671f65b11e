using System.Xml;
using System.Xml.Linq;
using BulkCopy.Emulator.Answers;
using BulkCopy.Emulator.Errors;

namespace BulkCopy.Emulator.Requests;

/// <summary>Reads request documents: no DTD, bounded size, broken ones are MalformedXML.</summary>
internal static class Documents
{
    private const int Limit = 4 * 1024 * 1024;
    private const int DeepestElement = 16;
    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = Limit, CheckCharacters = false,
    };

    public static async Task<Outcome<XElement>> ReadAsync(EmulatorRequest request)
    {
        var read = await BodyReceiver.ReadDocumentAsync(request, Limit);
        return read.Failed(out var error, out var bytes) ? error : Parse(bytes);
    }

    public static Outcome<XElement> Parse(byte[] bytes)
    {
        try
        {
            if (IsTooDeep(bytes)) return Refusals.MalformedXml;
            using var reader = XmlReader.Create(new MemoryStream(bytes, writable: false), Settings);
            return XElement.Load(reader);
        }
        catch (XmlException)
        {
            return Refusals.MalformedXml;
        }
    }

    public static string? Child(this XElement parent, string name)
    {
        foreach (var element in parent.Elements())
        {
            if (element.Name.LocalName == name) return element.Value;
        }
        return null;
    }

    // Asked before a tree is built: whatever walks a tree of a million levels ends the process.
    private static bool IsTooDeep(byte[] bytes)
    {
        using var reader = XmlReader.Create(new MemoryStream(bytes, writable: false), Settings);
        while (reader.Read())
        {
            if (reader.Depth > DeepestElement) return true;
        }
        return false;
    }
}
