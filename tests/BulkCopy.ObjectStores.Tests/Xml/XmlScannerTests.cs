using System.Text;
using System.Xml;
using BulkCopy.ObjectStores.Xml;
using Xunit;

namespace BulkCopy.ObjectStores.Tests.Xml;

public sealed class XmlScannerTests
{
    private static (bool Complete, string Text) Walk(string document) => Walk(Encoding.UTF8.GetBytes(document));

    private static (bool Complete, string Text) Walk(byte[] document)
    {
        var xml = new XmlScanner(document);
        var text = new StringBuilder();
        while (xml.NextChild(1))
        {
            text.Append(Encoding.UTF8.GetString(xml.Name)).Append('=').Append(xml.Text()).Append(';');
        }
        return (xml.Complete, text.ToString());
    }

    [Theory]
    [InlineData("<r/>", "")]
    [InlineData("<r><a/><b></b></r>", "a=;b=;")]
    [InlineData("\uFEFF<?xml version=\"1.0\"?>\n<!-- c --><r xmlns=\"u\"><n:a q='<>'>1</n:a></r>\n", null)]
    [InlineData("<r x='1>2'><a>&lt;&#65;&#x1F600;&quot;</a></r> ", "a=<A\U0001F600\";")]
    [InlineData("<r><a><![CDATA[<x>]]>y<!-- z --></a></r>", "a=<x>y;")]
    [InlineData("<r><a> </a></r>", "a= ;")]
    [InlineData("<r><a>&#1;</a></r>", "a=\u0001;")]
    [InlineData("<r><skip><a>no</a></skip><b>2</b></r>", "skip=no;b=2;")]
    public void Well_formed_documents_are_walked(string document, string? expected)
    {
        var (complete, text) = Walk(document);
        Assert.Equal((expected is not null, expected ?? text), (complete, text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("text")]
    [InlineData("<r>")]
    [InlineData("<r><a></r>")]
    [InlineData("<r></r><r></r>")]
    [InlineData("<r></r>x")]
    [InlineData("<r><a>&unknown;</a></r>")]
    [InlineData("<r><a>&#0;</a></r>")]
    [InlineData("<r><a>&#xD800;</a></r>")]
    [InlineData("<r><!-- a </r>")]
    [InlineData("<r><![CDATA[ </r>")]
    [InlineData("<!DOCTYPE r><r/>")]
    [InlineData("<r a='1></r>")]
    [InlineData("< r/>")]
    [InlineData("<a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a></a></a></a></a></a></a></a></a></a></a></a></a></a></a></a></a></a>")]
    public void Broken_documents_are_never_complete(string document) => Assert.False(Walk(document).Complete);

    [Fact]
    public void Text_that_is_not_utf8_is_broken() => Assert.False(Walk([.. "<r><a>"u8, 0xC3, 0x28, .. "</a></r>"u8]).Complete);

    [Fact]
    public void Every_prefix_of_a_document_is_incomplete()
    {
        var document = Encoding.UTF8.GetBytes("<?xml version='1.0'?><r a='b'><k>x&amp;y</k><l><![CDATA[q]]></l><m/></r>");
        for (var length = 0; length < document.Length; length++) Assert.False(Walk(document[..length]).Complete);
        Assert.True(Walk(document).Complete);
    }

    [Fact]
    public void What_is_accepted_is_what_the_platforms_parser_accepts()
    {
        var random = new Random(4711);
        var pieces = new[] { "<r>", "</r>", "<a>", "</a>", "<a/>", "t", "&amp;", "&#65;", "<!--c-->", "<![CDATA[d]]>", " ", "<a b='c'>", "<?p q?>", "<", ">" };
        for (var round = 0; round < 20_000; round++)
        {
            var document = "<r>" + string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => pieces[random.Next(pieces.Length)])) + "</r>";
            if (Walk(document).Complete) Assert.True(Parses(document), document);
        }
    }

    [Fact]
    public void Mutated_document_is_complete_only_while_the_platforms_parser_accepts_it()
    {
        var valid = "<r xmlns=\"u\" a='b'><k>x y</k><l><n>q</n></l><m/></r>";
        var random = new Random(20260102);
        var wrong = new List<string>();
        for (var round = 0; round < 50_000; round++)
        {
            var mutated = Mutate(valid, random);
            if (Walk(mutated).Complete && !Parses(mutated)) wrong.Add(mutated);
        }
        Assert.Empty(wrong);
    }

    private static string Mutate(string valid, Random random)
    {
        var text = new StringBuilder(valid);
        for (var changes = random.Next(1, 4); changes > 0 && text.Length > 0; changes--)
        {
            var at = random.Next(text.Length);
            if (random.Next(3) == 0) text.Remove(at, random.Next(text.Length - at));
            else if (random.Next(2) == 0) text.Insert(at, "<>/\"'; ="[random.Next(8)]);
            else text.Insert(at, text.ToString(0, random.Next(text.Length)));
        }
        return text.ToString();
    }

    private static bool Parses(string document)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(document), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, CheckCharacters = false });
            while (reader.Read()) { }
            return true;
        }
        catch (XmlException)
        {
            return false;
        }
    }
}
