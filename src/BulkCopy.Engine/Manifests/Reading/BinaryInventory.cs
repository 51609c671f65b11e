namespace BulkCopy.Engine.Manifests.Reading;

/// <summary>Inventories in formats that are not read, known by how their files begin. ("ORC Specification v1", Apache ORC; "File Format", Apache Parquet.)</summary>
internal static class BinaryInventory
{
    /// <summary>Bytes that tell.</summary>
    public const int MarkBytes = 1024;

    /// <summary>The format of a file that begins so; <c>null</c> if it is none of these. A list of keys may begin with the same letters, but has no control characters.</summary>
    public static string? FormatOf(ReadOnlySpan<byte> begin)
    {
        if (!begin[..Math.Min(begin.Length, MarkBytes)].ContainsAnyInRange((byte)0, (byte)'\b')) return null;
        return begin.StartsWith("PAR1"u8) ? "Parquet" : begin.StartsWith("ORC"u8) ? "ORC" : null;
    }

    /// <summary>The error of such a file, or of an index of such files.</summary>
    public static ManifestFormatException Refusal(string name, string? format) =>
        new($"{name} is an inventory in the format {format ?? "(none)"}, and only CSV is read: choose CSV as the output format of the inventory's configuration and take the next one that the provider writes, or convert this one to a CSV file.");
}
