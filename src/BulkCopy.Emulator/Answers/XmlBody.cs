using System.Buffers;
using System.Globalization;
using System.Text;

namespace BulkCopy.Emulator.Answers;

/// <summary>Writes a small XML document as UTF-8, by hand.</summary>
internal sealed class XmlBody
{
    private static readonly SearchValues<char> Special = SearchValues.Create(SpecialCharacters());
    private readonly ArrayBufferWriter<byte> output;

    public XmlBody(string root, string xmlNamespace, int capacity = 512)
    {
        output = new ArrayBufferWriter<byte>(capacity);
        Raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<");
        Raw(root);
        if (xmlNamespace.Length > 0)
        {
            Raw(" xmlns=\"");
            Raw(xmlNamespace);
            Raw("\"");
        }
        Raw(">");
    }

    public XmlBody Open(string name)
    {
        Raw("<");
        Raw(name);
        Raw(">");
        return this;
    }

    public XmlBody Close(string name)
    {
        Raw("</");
        Raw(name);
        Raw(">");
        return this;
    }

    public XmlBody Element(string name, ReadOnlySpan<char> value)
    {
        Open(name);
        Text(value);
        return Close(name);
    }

    public XmlBody Element(string name, long value) => Element(name, value.ToString(CultureInfo.InvariantCulture));

    public XmlBody Element(string name, bool value) => Element(name, value ? "true" : "false");

    /// <summary>Nothing at all when the value is null.</summary>
    public XmlBody Optional(string name, string? value) => value is null ? this : Element(name, value);

    public XmlBody Raw(ReadOnlySpan<char> text)
    {
        output.Advance(Encoding.UTF8.GetBytes(text, output.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length))));
        return this;
    }

    public ReadOnlyMemory<byte> ToMemory() => output.WrittenMemory;

    private void Text(ReadOnlySpan<char> text)
    {
        while (true)
        {
            var special = text.IndexOfAny(Special);
            if (special < 0)
            {
                Raw(text);
                return;
            }
            Raw(text[..special]);
            Raw(text[special] switch
            {
                '<' => "&lt;",
                '>' => "&gt;",
                '&' => "&amp;",
                '"' => "&quot;",
                var control => string.Create(CultureInfo.InvariantCulture, $"&#x{(int)control:X};"),
            });
            text = text[(special + 1)..];
        }
    }

    // A control character has no legal form in XML 1.0; the vendors write it as a reference, which encoding-type=url avoids.
    private static string SpecialCharacters() =>
        "<>&\"\uFFFE\uFFFF" + string.Concat(Enumerable.Range(0, 32).Where(code => code is not ('\n' or '\t')).Select(code => (char)code));
}
