using System.Buffers;
using System.Globalization;
using System.Text;

namespace BulkCopy.Engine.Manifests.Reading;

/// <summary>
/// Reads CSV as RFC 4180 has it, UTF-8, and takes nothing else for it: a key that was misread would name another object. Knows at every row how many bytes lie
/// before the next one, so that reading can go on there, and holds one row in memory.
/// </summary>
/// <param name="stream">The text, from <paramref name="offset"/> on.</param>
/// <param name="file">Its name, for messages.</param>
/// <param name="rows">Rows that were read before.</param>
/// <param name="offset">Bytes that were read before.</param>
public sealed class CsvRecords(Stream stream, string file, long rows, long offset)
{
    /// <summary>Longest row, bytes: a key has at most 1 KiB, which is 3 KiB encoded.</summary>
    public const int LongestRow = 64 << 10;

    private static readonly UTF8Encoding strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly SearchValues<byte> ends = SearchValues.Create(",\n\""u8);

    private readonly byte[] buffer = new byte[4 * LongestRow];
    private int start;
    private int end;
    private bool ended;

    /// <summary>Rows read so far.</summary>
    public long Rows { get; private set; } = rows;

    /// <summary>Bytes read so far.</summary>
    public long Offset { get; private set; } = offset;

    /// <summary>The fields of the next row; <c>null</c> at the end.</summary>
    /// <exception cref="ManifestFormatException">It is no CSV.</exception>
    public async ValueTask<List<string>?> ReadAsync(CancellationToken cancellationToken)
    {
        if (Offset == 0) await SkipByteOrderMarkAsync(cancellationToken).ConfigureAwait(false);
        var fields = new List<string>();
        while (true)
        {
            if (start == end && ended) return null;
            if (start < end && TryRead(buffer.AsSpan(start, end - start), fields) is { } used)
            {
                start += used;
                Offset += used;
                Rows++;
                return fields;
            }
            if (end - start > LongestRow) throw Malformed($"is longer than {LongestRow >> 10} KiB");
            await FillAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask SkipByteOrderMarkAsync(CancellationToken cancellationToken)
    {
        while (end - start < 3 && !ended) await FillAsync(cancellationToken).ConfigureAwait(false);
        if (!buffer.AsSpan(start, end - start).StartsWith("\uFEFF"u8)) return;
        start += 3;
        Offset += 3;
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (end == buffer.Length)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
        }
        try
        {
            var count = await stream.ReadAsync(buffer.AsMemory(end), cancellationToken).ConfigureAwait(false);
            (end, ended) = (end + count, count == 0);
        }
        catch (InvalidDataException broken)
        {
            throw new ManifestFormatException(string.Create(CultureInfo.InvariantCulture, $"{file} cannot be decompressed behind row {Rows}: {broken.Message}"));
        }
    }

    /// <summary>Number of bytes of the row; <c>null</c> if its end is not in hand.</summary>
    private int? TryRead(ReadOnlySpan<byte> text, List<string> fields)
    {
        fields.Clear();
        var at = 0;
        while (true)
        {
            var isQuoted = at < text.Length && text[at] == '"';
            if ((isQuoted ? ReadQuoted(text, at, fields) : ReadPlain(text, at, fields)) is not { } next) return null;
            at = next;
            if (at == text.Length) return ended ? at : null;
            if (text[at] == '\n') return at + 1;
            if (text[at] == ',') at++;
            else if (text[at] != '\r') throw Malformed($"has something between the quote that closes field {fields.Count} and the next comma");
            else if (at + 1 == text.Length) return ended ? at + 1 : null;
            else if (text[at + 1] == '\n') return at + 2;
            else throw Malformed("has a carriage return that does not end it: put the field into quotes");
        }
    }

    private int? ReadQuoted(ReadOnlySpan<byte> text, int at, List<string> fields)
    {
        var from = at + 1;
        var doubled = false;
        for (var i = from; ; i += 2)
        {
            var quote = text[i..].IndexOf((byte)'"');
            if (quote < 0) return ended ? throw Malformed("has a quote that is never closed") : null;
            i += quote;
            // Whether a quote at the end of what is in hand closes the field, the next byte tells.
            if (i + 1 == text.Length && !ended) return null;
            if (i + 1 == text.Length || text[i + 1] != '"')
            {
                var field = Text(text[from..i]);
                fields.Add(doubled ? field.Replace("\"\"", "\"", StringComparison.Ordinal) : field);
                return i + 1;
            }
            doubled = true;
        }
    }

    private int? ReadPlain(ReadOnlySpan<byte> text, int at, List<string> fields)
    {
        var length = text[at..].IndexOfAny(ends);
        if (length < 0 && !ended) return null;
        if (length < 0) length = text.Length - at;
        else if (text[at + length] == '"') throw Malformed($"has a quote within field {fields.Count + 1}: put the field into quotes, and double those within");
        var field = text.Slice(at, length);
        var isEnd = at + length == text.Length || text[at + length] == '\n';
        if (isEnd && field.EndsWith("\r"u8)) field = field[..^1];
        if (field.Contains((byte)'\r')) throw Malformed("has a carriage return that does not end it: put the field into quotes");
        fields.Add(Text(field));
        return at + length;
    }

    private string Text(ReadOnlySpan<byte> field)
    {
        if (field.Contains((byte)0)) throw Malformed("has a NUL character; is it CSV in UTF-8?");
        try
        {
            return strict.GetString(field);
        }
        catch (DecoderFallbackException)
        {
            throw Malformed("is not UTF-8");
        }
    }

    private ManifestFormatException Malformed(string what) => new(string.Create(CultureInfo.InvariantCulture, $"Row {Rows + 1} of {file} {what}."));
}
