using System.Text;
using System.Xml.Linq;

namespace BulkCopy.Emulator.Tests.Clients;

/// <summary>A response read to its end.</summary>
public sealed record RawAnswer(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public XElement Xml => XElement.Parse(Text.Trim());

    public string? Header(string name) => Headers.GetValueOrDefault(name);

    /// <summary>The text of the first element of that name, at any depth.</summary>
    public string? Element(string name) => Xml.DescendantsAndSelf().FirstOrDefault(element => element.Name.LocalName == name)?.Value;

    public string[] Elements(string name) => [.. Xml.DescendantsAndSelf().Where(element => element.Name.LocalName == name).Select(element => element.Value)];

    public override string ToString() => $"{Status}\n{string.Join('\n', Headers.Select(header => $"{header.Key}: {header.Value}"))}\n\n{Text}";
}
