using System.Text;
using System.Xml.Linq;
using BulkCopy.Emulator.Answers;
using BulkCopy.Emulator.Dialects;
using BulkCopy.Emulator.Errors;

namespace BulkCopy.Emulator.Requests;

/// <summary>Reads object tags from a header (<c>k=v&amp;k2=v2</c>, URL-encoded) or a Tagging document, and applies the limits.</summary>
internal static class TagReader
{
    private const int MostTags = 10;
    private const int LongestKey = 128;
    private const int LongestValue = 256;

    public static Outcome<KeyValuePair<string, string>[]> FromHeader(DialectProfile profile, string header)
    {
        var tags = new List<KeyValuePair<string, string>>();
        foreach (var pair in header.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var key = PercentText.Decode(equals < 0 ? pair : pair.AsSpan(0, equals), plusIsBlank: true);
            var value = equals < 0 ? "" : PercentText.Decode(pair.AsSpan(equals + 1), plusIsBlank: true);
            if (key is null || value is null) return Refusals.InvalidArgument("The header of tags must be encoded as URL query parameters.");
            tags.Add(new(key, value));
        }
        return Check(profile, tags);
    }

    public static Outcome<KeyValuePair<string, string>[]> FromDocument(DialectProfile profile, XElement root)
    {
        var set = root.Name.LocalName == "Tagging" ? root.Elements().FirstOrDefault(element => element.Name.LocalName == "TagSet") : null;
        if (set is null) return Refusals.MalformedXml;
        var tags = new List<KeyValuePair<string, string>>();
        foreach (var tag in set.Elements())
        {
            var key = tag.Elements().FirstOrDefault(element => element.Name.LocalName == "Key")?.Value;
            var value = tag.Elements().FirstOrDefault(element => element.Name.LocalName == "Value")?.Value;
            if (tag.Name.LocalName != "Tag" || key is null || value is null) return Refusals.MalformedXml;
            tags.Add(new(key, value));
        }
        return Check(profile, tags);
    }

    private static Outcome<KeyValuePair<string, string>[]> Check(DialectProfile profile, List<KeyValuePair<string, string>> tags)
    {
        var oss = profile.Dialect == EmulatorDialect.Oss;
        if (tags.Count > MostTags)
            return oss ? new EmulatorError(400, "TooManyTags", "An object has at most 10 tags.") : BadTag("Object tags cannot be greater than 10");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (key, value) in tags)
        {
            if (!seen.Add(key))
                return oss ? new EmulatorError(400, "RepeatedTags", "A tag key is given twice.") : BadTag("Cannot provide multiple Tags with the same key");
            if (key.Length == 0 || Size(profile, key) > LongestKey || !IsAllowed(key)) return BadTag("The TagKey you have provided is invalid");
            if (Size(profile, value) > LongestValue || !IsAllowed(value)) return BadTag("The TagValue you have provided is invalid");
        }
        return tags.ToArray();
    }

    private static int Size(DialectProfile profile, string text) =>
        profile.Dialect == EmulatorDialect.Oss ? Encoding.UTF8.GetByteCount(text) : text.Length;

    private static bool IsAllowed(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (!Rune.IsLetterOrDigit(rune) && !(rune.IsAscii && " +-=._:/@".Contains((char)rune.Value))
                && Rune.GetUnicodeCategory(rune) is not (System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark))
                return false;
        }
        return true;
    }

    private static EmulatorError BadTag(string message) => new(400, "InvalidTag", message);
}
