using System.Diagnostics.CodeAnalysis;
using System.Text;
using BulkCopy.ObjectStores.Xml;

namespace BulkCopy.ObjectStores.Operations;

/// <summary>What a listing document looks like.</summary>
/// <param name="Root">Its root.</param>
/// <param name="Form">How keys are encoded if the document says that they are.</param>
/// <param name="DefaultClass">Class of objects whose class is not told.</param>
/// <param name="PrefixEnd">Appended to a common prefix that the next page begins after.</param>
internal readonly record struct ListingShape(string Root, KeyForm Form, string DefaultClass, string PrefixEnd)
{
    /// <summary>How the next page's marker is encoded, if not as keys are.</summary>
    public KeyForm? MarkerForm { get; init; }
}

/// <summary>Reads a page of a listing, a thousand keys at a time, element by element.</summary>
internal ref struct ListingPage
{
    private readonly ListingShape shape;
    private readonly List<ListedObject> objects = new(1000);
    private XmlScanner xml;
    private List<string>? prefixes;
    private readonly KeyForm form;
    private string storageClass;
    private string? nextKey;
    private string? nextVersion;
    private bool isTruncated;
    private bool isBroken;

    private ListingPage(ReadOnlySpan<byte> body, ListingShape shape)
    {
        this.shape = shape;
        storageClass = shape.DefaultClass;
        form = IsEncoded(body) ? shape.Form : KeyForm.Plain;
    }

    public static bool TryRead(ReadOnlySpan<byte> body, ListingShape shape, [MaybeNullWhen(false)] out ObjectPage page)
    {
        var reader = new ListingPage(body, shape);
        page = reader.Read(body);
        return page is not null;
    }

    // The element may stand behind the first key, so it is looked for before reading.
    public static bool IsEncoded(ReadOnlySpan<byte> body) =>
        body.IndexOf("<EncodingType>url</EncodingType>"u8) >= 0 || body.IndexOf("<Encoding-Type>url</Encoding-Type>"u8) >= 0 || body.IndexOf("<Encoding-type>url</Encoding-type>"u8) >= 0;

    private ObjectPage? Read(ReadOnlySpan<byte> body)
    {
        xml = new XmlScanner(body);
        if (!xml.RootIs(Encoding.ASCII.GetBytes(shape.Root))) return null;
        while (xml.NextChild(1)) ReadChild(xml.Name);
        if (!xml.Complete || isBroken) return null;
        if (isTruncated && !TryNext()) return null;
        return new ObjectPage
        {
            Objects = objects,
            CommonPrefixes = prefixes is null ? [] : prefixes,
            NextKeyMarker = isTruncated ? nextKey : null,
            NextVersionIdMarker = isTruncated ? nextVersion : null,
        };
    }

    private void ReadChild(ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("Contents"u8) || name.SequenceEqual("Version"u8)) ReadObject(isMarker: false);
        else if (name.SequenceEqual("DeleteMarker"u8)) ReadObject(isMarker: true);
        else if (name.SequenceEqual("CommonPrefixes"u8)) ReadPrefixes();
        else if (name.SequenceEqual("IsTruncated"u8)) isTruncated = xml.RawText().SequenceEqual("true"u8);
        else if (name.SequenceEqual("NextMarker"u8) || name.SequenceEqual("NextKeyMarker"u8)) nextKey = NotEmpty(xml.Decoded(shape.MarkerForm ?? form));
        else if (name.SequenceEqual("NextVersionIdMarker"u8)) nextVersion = NotEmpty(xml.Text());
    }

    private void ReadObject(bool isMarker)
    {
        string? key = null, version = null, etag = null;
        long size = 0;
        var modified = default(DateTimeOffset);
        var isLatest = true;
        var hasSize = isMarker;
        var itsClass = isMarker ? null : shape.DefaultClass;
        while (xml.NextChild(2))
        {
            var name = xml.Name;
            if (name.SequenceEqual("Key"u8)) key = xml.Decoded(form);
            else if (name.SequenceEqual("ETag"u8)) etag = xml.Unquoted();
            else if (name.SequenceEqual("Size"u8)) hasSize = TryNumber(xml.RawText(), out size);
            else if (name.SequenceEqual("LastModified"u8)) modified = DateOf(xml.RawText());
            else if (name.SequenceEqual("StorageClass"u8) && !isMarker) itsClass = ClassOf(xml.RawText());
            else if (name.SequenceEqual("VersionId"u8)) version = NotEmpty(xml.Text());
            else if (name.SequenceEqual("IsLatest"u8)) isLatest = xml.RawText().SequenceEqual("true"u8);
        }
        if (string.IsNullOrEmpty(key) || !hasSize || (etag is null && !isMarker)) isBroken = true;
        else objects.Add(new ListedObject { Key = key, VersionId = version, Size = size, ETag = etag, LastModified = modified, StorageClass = itsClass, IsLatest = isLatest, IsDeleteMarker = isMarker });
    }

    private void ReadPrefixes()
    {
        while (xml.NextChild(2))
            if (xml.Name.SequenceEqual("Prefix"u8)) (prefixes ??= []).Add(xml.Decoded(form));
    }

    /// <summary>The next page begins where the store says, or else after the last thing on this page.</summary>
    private bool TryNext()
    {
        if (nextKey is not null) return true;
        var last = objects.Count == 0 ? null : objects[^1].Key;
        var prefix = prefixes?[^1];
        if (prefix is not null && (last is null || KeyOrder.Compare(prefix, last) > 0)) nextKey = prefix + shape.PrefixEnd;
        else if (last is not null)
        {
            nextKey = last;
            nextVersion = objects[^1].VersionId;
        }
        return nextKey is not null;
    }

    private string ClassOf(ReadOnlySpan<byte> text)
    {
        if (!Ascii.Equals(text, storageClass)) storageClass = text.IsEmpty ? shape.DefaultClass : Encoding.UTF8.GetString(text);
        return storageClass;
    }

    private static bool TryNumber(ReadOnlySpan<byte> text, out long number)
    {
        Span<char> characters = stackalloc char[32];
        number = 0;
        return text.Length <= characters.Length && StoreText.TryLong(characters[..Encoding.UTF8.GetChars(text, characters)], out number);
    }

    private static DateTimeOffset DateOf(ReadOnlySpan<byte> text)
    {
        Span<char> characters = stackalloc char[64];
        return text.Length <= characters.Length && StoreText.TryDate(characters[..Encoding.UTF8.GetChars(text, characters)], out var date) ? date : default;
    }

    private static string? NotEmpty(string text) => text.Length == 0 ? null : text;
}
