namespace BulkCopy.Emulator.Signatures;

internal static class XmlText
{
    /// <summary>Replaces what XML 1.0 cannot hold.</summary>
    public static string Clean(string text) => string.Create(text.Length, text, static (target, source) =>
    {
        for (int i = 0; i < source.Length; i++)
            target[i] = System.Xml.XmlConvert.IsXmlChar(source[i]) || IsPaired(source, i) ? source[i] : '\uFFFD';
    });

    private static bool IsPaired(string text, int index) =>
        index + 1 < text.Length && char.IsSurrogatePair(text[index], text[index + 1])
        || index > 0 && char.IsSurrogatePair(text[index - 1], text[index]);
}
