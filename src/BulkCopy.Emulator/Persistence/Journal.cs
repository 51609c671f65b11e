using System.Globalization;
using System.Text;
using System.Text.Json;
using BulkCopy.Emulator.Checksums;

namespace BulkCopy.Emulator.Persistence;

/// <summary>
/// An append-only file of changes, one line each, with a checksum in front. A change is written before it is made in memory,
/// so after a kill the file holds all of it or none: an incomplete last line is dropped when it is read.
/// </summary>
internal sealed class Journal : IDisposable
{
    private const int ChecksumDigits = 16;

    private static readonly JsonSerializerOptions Json = new()
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly Lock gate = new();
    private readonly FileStream stream;

    public Journal(string path) => stream = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);

    public void Write(JournalRecord record)
    {
        var line = Line(record);
        lock (gate) stream.Write(line);
    }

    public void FlushToDisk() => stream.Flush(flushToDisk: true);

    public void Dispose() => stream.Dispose();

    /// <summary>The records of a file up to the first line that is not whole.</summary>
    public static IEnumerable<JournalRecord> Read(string path)
    {
        if (!File.Exists(path)) yield break;
        foreach (var line in File.ReadLines(path, Encoding.UTF8))
        {
            if (line.Length <= ChecksumDigits + 1) yield break;
            var json = Encoding.UTF8.GetBytes(line[(ChecksumDigits + 1)..]);
            var isWhole = ulong.TryParse(line.AsSpan(0, ChecksumDigits), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var crc) && crc == Crc64.Compute(json);
            if (!isWhole || JsonSerializer.Deserialize<JournalRecord>(json, Json) is not { } record) yield break;
            yield return record;
        }
    }

    private static byte[] Line(JournalRecord record)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(record, Json);
        var line = new byte[ChecksumDigits + 1 + json.Length + 1];
        Encoding.ASCII.GetBytes(Crc64.Compute(json).ToString("x16", CultureInfo.InvariantCulture), line);
        line[ChecksumDigits] = (byte)' ';
        json.CopyTo(line, ChecksumDigits + 1);
        line[^1] = (byte)'\n';
        return line;
    }
}
