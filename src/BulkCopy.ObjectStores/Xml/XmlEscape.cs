using System.Security;

namespace BulkCopy.ObjectStores.Xml;

/// <summary>Texts of request documents.</summary>
internal static class XmlEscape
{
    /// <summary>Escapes markup and quotes, and writes control characters as references so that no parser normalises them.</summary>
    public static string Text(string text)
    {
        var escaped = SecurityElement.Escape(text)!;
        if (!escaped.AsSpan().ContainsAnyInRange('\0', '\x1f')) return escaped;
        return string.Concat(escaped.Select(c => c < ' ' ? FormattableString.Invariant($"&#{(int)c};") : c.ToString()));
    }
}
