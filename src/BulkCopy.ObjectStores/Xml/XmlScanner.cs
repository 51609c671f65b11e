using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;

namespace BulkCopy.ObjectStores.Xml;

/// <summary>
/// Walks the elements of a store's answer by local name, without building a tree and without allocating anything but the
/// texts that are asked for; XmlReader makes its buffers and name table anew for every answer of 200 bytes.
/// It never throws: a document that is cut, not well-formed, not UTF-8, nested too deeply, or has a DTD, is <see cref="Complete"/> = false in the end.
/// Attributes are skipped. Character references that XML 1.0 forbids are accepted, since keys may hold such characters.
/// </summary>
internal ref struct XmlScanner
{
    private const int MaxDepth = 16;

    private readonly ReadOnlySpan<byte> xml;
    private OpenNames names;
    private int depth;
    private int at;
    private bool closesAtOnce;
    private bool failed;

    /// <summary>Opens a document and stands on its root element.</summary>
    public XmlScanner(ReadOnlySpan<byte> document)
    {
        xml = document.StartsWith("\uFEFF"u8) ? document[3..] : document;
        failed = !Utf8.IsValid(document);
        if (failed || !ReadTag(out var opened) || !opened) failed = true;
    }

    /// <summary>Local name of the element that was entered last.</summary>
    public readonly ReadOnlySpan<byte> Name => depth == 0 ? [] : LocalName(xml[names[depth - 1]]);

    /// <summary>Level of the element that was entered last; the root has 1.</summary>
    public readonly int Level => depth;

    /// <summary>Whether the document was read to its end, is well-formed, and nothing but blanks follows.</summary>
    public bool Complete
    {
        get
        {
            while (!failed && depth > 0)
                if (!ReadTag(out _)) failed = true;
            if (!failed && SkipMisc() && at < xml.Length) failed = true;
            return !failed;
        }
    }

    /// <summary>Whether the root is called so.</summary>
    public readonly bool RootIs(ReadOnlySpan<byte> name) => !failed && depth == 1 && Name.SequenceEqual(name);

    /// <summary>Goes to the next child of the element at that level; false at its end.</summary>
    public bool NextChild(int level)
    {
        while (!failed && depth >= level)
        {
            if (!ReadTag(out var opened)) failed = true;
            else if (opened && depth == level + 1) return true;
            else if (!opened && depth < level) return false;
        }
        return false;
    }

    /// <summary>The text of the element that was just entered.</summary>
    public string Text() => Read(KeyForm.Plain, unquote: false);

    /// <summary>The text without the quotes around it (ETags).</summary>
    public string Unquoted() => Read(KeyForm.Plain, unquote: true);

    /// <summary>The text with its percent-encoding undone.</summary>
    public string Decoded(KeyForm form) => Read(form, unquote: false);

    private string Read(KeyForm form, bool unquote)
    {
        var raw = RawText();
        if (failed || raw.IsEmpty) return "";
        if (!unquote && form == KeyForm.Plain && raw.IndexOfAny((byte)'&', (byte)'<') < 0) return Encoding.UTF8.GetString(raw);
        byte[]? rented = null;
        var buffer = raw.Length <= 256 ? stackalloc byte[256] : rented = ArrayPool<byte>.Shared.Rent(raw.Length);
        try
        {
            if (!XmlText.TryUnescape(raw, buffer, out var length))
            {
                failed = true;
                return "";
            }
            if (form != KeyForm.Plain) length = XmlText.PercentDecode(buffer[..length], form == KeyForm.PercentAndPlus);
            if (form != KeyForm.Plain && !Utf8.IsValid(buffer[..length])) failed = true;
            var text = buffer[..length];
            return Encoding.UTF8.GetString(unquote ? text.Trim((byte)'"') : text);
        }
        finally
        {
            if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>The content of the element as it stands, up to its end tag.</summary>
    public ReadOnlySpan<byte> RawText()
    {
        if (failed || closesAtOnce) return [];
        var start = at;
        var level = depth;
        while (!failed)
        {
            if (!FindTag()) failed = true;
            else if (depth == level && !closesAtOnce && xml[at..].StartsWith("</"u8)) return xml[start..at];
            else if (!ReadTag(out _)) failed = true;
        }
        return [];
    }

    /// <summary>Goes behind the next start or end tag; false when there is none or the document is broken.</summary>
    private bool ReadTag(out bool opened)
    {
        opened = false;
        if (closesAtOnce)
        {
            closesAtOnce = false;
            depth--;
            return true;
        }
        if (depth == 0) return SkipMisc() && at < xml.Length && OpenElement(out opened);
        return FindTag() && (xml[at..].StartsWith("</"u8) ? CloseElement() : OpenElement(out opened));
    }

    /// <summary>Goes to the next start or end tag, past text, comments, CDATA and processing instructions.</summary>
    private bool FindTag()
    {
        while (!closesAtOnce)
        {
            var next = xml[at..].IndexOf((byte)'<');
            if (next < 0) return false;
            at += next;
            var rest = xml[at..];
            if (rest.Length < 2 || rest[1] is not ((byte)'!' or (byte)'?')) return true;
            if (rest.StartsWith("<!--"u8)) { if (!SkipPast("-->"u8, 4)) return false; }
            else if (rest.StartsWith("<![CDATA["u8)) { if (!SkipPast("]]>"u8, 9)) return false; }
            else if (rest.StartsWith("<?"u8)) { if (!SkipPast("?>"u8, 2)) return false; }
            else return true;
        }
        return true;
    }

    private bool OpenElement(out bool opened)
    {
        opened = false;
        var tag = xml[at..];
        if (tag.Length < 3 || tag[0] != '<' || depth == MaxDepth) return false;
        var nameLength = tag[1..].IndexOfAny(XmlText.NotInNames);
        if (nameLength <= 0 || !XmlText.IsNameStart(tag[1])) return false;
        var end = tag[1 + nameLength] == '>' ? 1 + nameLength : EndOfTag(tag, 1 + nameLength);
        if (end < 0) return false;
        names[depth++] = new Range(at + 1, at + 1 + nameLength);
        closesAtOnce = tag[end - 1] == '/';
        at += end + 1;
        return opened = true;
    }

    /// <summary>Where the tag ends, past attributes that are <c>name="value"</c>; -1 if they are not.</summary>
    private static int EndOfTag(ReadOnlySpan<byte> tag, int at)
    {
        while (true)
        {
            var blanks = tag.Length - at - tag[at..].TrimStart(XmlText.Blanks).Length;
            at += blanks;
            if (at < tag.Length && tag[at] == '>') return at;
            if (tag[at..].StartsWith("/>"u8)) return at + 1;
            if (blanks == 0 || at == tag.Length || !XmlText.IsNameStart(tag[at])) return -1;
            var equals = tag[at..].IndexOf((byte)'=');
            if (equals < 0 || tag.Slice(at, equals).TrimEnd(XmlText.Blanks).ContainsAny(XmlText.NotInNames)) return -1;
            at += equals + 1;
            at += tag.Length - at - tag[at..].TrimStart(XmlText.Blanks).Length;
            if (at == tag.Length || tag[at] is not ((byte)'"' or (byte)'\'')) return -1;
            var length = tag[(at + 1)..].IndexOf(tag[at]);
            if (length < 0 || tag.Slice(at + 1, length).ContainsAny((byte)'<', (byte)'&')) return -1;
            at += length + 2;
        }
    }

    private bool CloseElement()
    {
        if (depth == 0) return false;
        var name = xml[names[depth - 1]];
        var rest = xml[(at + 2)..];
        if (!rest.StartsWith(name)) return false;
        rest = rest[name.Length..];
        if (rest.IsEmpty || rest[0] != '>') rest = rest.TrimStart(XmlText.Blanks);
        if (rest.IsEmpty || rest[0] != '>') return false;
        depth--;
        at = xml.Length - rest.Length + 1;
        return true;
    }

    /// <summary>Skips blanks, comments and processing instructions outside the root.</summary>
    private bool SkipMisc()
    {
        while (true)
        {
            at += xml.Length - at - xml[at..].TrimStart(XmlText.Blanks).Length;
            var rest = xml[at..];
            if (rest.StartsWith("<!--"u8)) { if (!SkipPast("-->"u8, 4)) return false; }
            else if (rest.StartsWith("<?"u8)) { if (!SkipPast("?>"u8, 2)) return false; }
            else return true;
        }
    }

    private bool SkipPast(ReadOnlySpan<byte> mark, int from)
    {
        var rest = xml[at..];
        var end = rest.Length < from ? -1 : rest[from..].IndexOf(mark);
        // Markup inside a processing instruction is a broken document rather than an odd one.
        if (end < 0 || (mark[0] == '?' && rest.Slice(from, end).Contains((byte)'<'))) failed = true;
        else at += from + end + mark.Length;
        return !failed;
    }

    private static ReadOnlySpan<byte> LocalName(ReadOnlySpan<byte> name) => name[(name.IndexOf((byte)':') + 1)..];

    [InlineArray(MaxDepth)]
    private struct OpenNames
    {
        private Range first;
    }
}
