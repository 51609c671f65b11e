namespace BulkCopy.Engine.Manifests.Reading;

/// <summary>A manifest cannot be understood. The message names the file, the row and what is wrong with it; what it repeats of the file is cut.</summary>
public sealed class ManifestFormatException(string message) : Exception(Cut(message))
{
    private const int Longest = 1000;

    private static string Cut(string message) =>
        message.Length <= Longest ? message : string.Concat(message.AsSpan(0, char.IsHighSurrogate(message[Longest - 1]) ? Longest - 1 : Longest), "…");
}
