namespace BulkCopy.Engine.Manifests.Reading;

/// <summary>A manifest cannot be understood. The message names the file, the row and what is wrong with it.</summary>
public sealed class ManifestFormatException(string message) : Exception(message);
