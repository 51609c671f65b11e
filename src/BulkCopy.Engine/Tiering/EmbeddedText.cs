using System.Reflection;

namespace BulkCopy.Engine.Tiering;

/// <summary>Documents that come with the program.</summary>
internal static class EmbeddedText
{
    public static string Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The document {name} is not in this build.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
