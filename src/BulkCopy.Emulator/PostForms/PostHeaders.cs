using System.Xml;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http;

namespace BulkCopy.Emulator.PostForms;

/// <summary>The fields of a form as the headers that a PUT of the same object would carry.</summary>
internal static class PostHeaders
{
    private static readonly string[] Metadata =
        ["Cache-Control", "Content-Disposition", "Content-Encoding", "Content-Language", "Content-Type", "Expires"];

    private static readonly string[] NotAttributes =
    [
        "x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-signature", "x-amz-security-token",
        "x-oss-signature-version", "x-oss-credential", "x-oss-date", "x-oss-signature", "x-oss-security-token",
        "x-oss-content-type", "x-cos-security-token",
    ];

    public static FormVerdict<IHeaderDictionary> Of(PostForm form, EmulatorDialect dialect)
    {
        var headers = new HeaderDictionary();
        string prefix = PrefixOf(dialect);
        foreach (var (name, value) in form.Fields)
        {
            bool vendors = name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && !NotAttributes.Contains(name, StringComparer.OrdinalIgnoreCase);
            if (vendors || Metadata.Contains(name, StringComparer.OrdinalIgnoreCase))
                headers[name] = value;
        }

        // "PostObject" of OSS: x-oss-content-type, then the field, then the file's own type; the others take the field only.
        if (dialect == EmulatorDialect.Oss && (form["x-oss-content-type"] ?? form["Content-Type"] ?? form.FileContentType) is { } type)
            headers["Content-Type"] = type;
        if (dialect != EmulatorDialect.Oss && !string.IsNullOrEmpty(form["acl"]))
            headers[prefix + "acl"] = form["acl"];
        if (dialect != EmulatorDialect.S3 || form["tagging"] is not { } tagging)
            return headers;
        if (ToHeaderTagging(tagging) is not { } encoded)
            return PostRejections.InvalidField(dialect, "The tagging field is not a well-formed Tagging document.");
        headers["x-amz-tagging"] = encoded;
        return headers;
    }

    private static string PrefixOf(EmulatorDialect dialect) => dialect switch
    {
        EmulatorDialect.Cos => "x-cos-",
        EmulatorDialect.Oss => "x-oss-",
        _ => "x-amz-",
    };

    private static string? ToHeaderTagging(string xml)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(xml), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            var tags = XDocument.Load(reader).Descendants().Where(static element => element.Name.LocalName == "Tag");
            return string.Join('&', tags.Select(static tag => Escape(tag, "Key") + "=" + Escape(tag, "Value")));
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static string Escape(XElement tag, string name) =>
        Uri.EscapeDataString(tag.Elements().FirstOrDefault(element => element.Name.LocalName == name)?.Value ?? "");
}
