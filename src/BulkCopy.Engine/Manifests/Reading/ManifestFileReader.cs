using System.Globalization;
using System.Security.Cryptography;

namespace BulkCopy.Engine.Manifests.Reading;

/// <summary>
/// Reads the rows of a CSV manifest, plain or gzipped, from where it was left. A plain file is gone on with at its byte; a gzipped one is decompressed again up to there.
/// </summary>
public sealed class ManifestFileReader : IAsyncDisposable
{
    /// <summary>Inventories shrink to about a tenth; gzip itself ends at a thousandth. What lies between is no list of keys.</summary>
    private const int MostExpansion = 200;

    private const long AlwaysAllowed = 16L << 20;

    private readonly ManifestBytes bytes;
    private readonly Stream stream;
    private readonly CsvRecords records;
    private ManifestColumns? columns;
    private long? blank;

    private ManifestFileReader(ManifestPart part, ManifestBytes bytes, Stream stream)
    {
        (Part, this.bytes, this.stream) = (part, bytes, stream);
        records = new CsvRecords(stream, part.Name, part.Rows, part.Offset);
        if (part.Columns.Count > 0) columns = ManifestColumns.Named(part.Name, part.Columns, part.KeyEncoding);
    }

    /// <summary>The part, with how far it was read.</summary>
    public ManifestPart Part { get; private set; }

    /// <summary>Opens a part where it was left. Before its first row the MD5 that an index told of it is compared.</summary>
    /// <exception cref="ManifestFormatException">It is not what it was, or not what the index said.</exception>
    /// <exception cref="ObjectStores.ObjectStoreException">Its store does not give it.</exception>
    public static async Task<ManifestFileReader> OpenAsync(ManifestPart part, ManifestBytes bytes, CancellationToken cancellationToken)
    {
        await bytes.OpenAsync(cancellationToken).ConfigureAwait(false);
        if (part is { Md5: { } md5, Rows: 0 } && !md5.Equals(bytes.ETag, StringComparison.OrdinalIgnoreCase)) await CompareAsync(part, md5, bytes, cancellationToken).ConfigureAwait(false);
        var blocks = new BlockStream(bytes, part.IsGzipped == false ? part.Offset : 0);
        var isGzipped = part.IsGzipped ?? IsGzip(part.Name, (await blocks.PeekAsync(cancellationToken).ConfigureAwait(false)).Span);
        Stream stream = isGzipped ? new WholeGzipStream(blocks) : blocks;
        if (isGzipped) await SkipAsync(stream, part.Offset, cancellationToken).ConfigureAwait(false);
        return new ManifestFileReader(part with { ETag = bytes.ETag, IsGzipped = isGzipped }, bytes, stream);
    }

    /// <summary>The next rows; fewer than <paramref name="most"/> at the end.</summary>
    /// <exception cref="ManifestFormatException">A row cannot be understood.</exception>
    public async Task<IReadOnlyList<ManifestRow>> ReadAsync(int most, CancellationToken cancellationToken)
    {
        var rows = new List<ManifestRow>(most);
        while (rows.Count < most && await records.ReadAsync(cancellationToken).ConfigureAwait(false) is { } fields)
        {
            if (Part.IsGzipped == true && records.Offset > AlwaysAllowed && records.Offset > bytes.Length * MostExpansion)
                throw new ManifestFormatException($"{Part.Name} grows to more than {MostExpansion} times its size when it is decompressed: it is no list of keys.");
            if (fields is [""]) blank ??= records.Rows;
            else if (blank is { } empty) throw new ManifestFormatException(string.Create(CultureInfo.InvariantCulture, $"Row {empty} of {Part.Name} is empty, and others follow."));
            else if (columns is null)
            {
                columns = ManifestColumns.OfFirstRow(Part.Name, fields, Part.KeyEncoding, out var isHeader);
                if (!isHeader) rows.Add(columns.Read(records.Rows, fields));
            }
            else rows.Add(columns.Read(records.Rows, fields));
        }
        Part = Part with { Rows = records.Rows, Offset = records.Offset, Columns = columns?.Names ?? [] };
        return rows;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private static async Task CompareAsync(ManifestPart part, string expected, ManifestBytes bytes, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        await using var all = new BlockStream(bytes, 0);
        var buffer = new byte[64 << 10];
        while (await all.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count) hash.AppendData(buffer, 0, count);
        var found = Convert.ToHexStringLower(hash.GetHashAndReset());
        if (!found.Equals(expected, StringComparison.OrdinalIgnoreCase))
            throw new ManifestFormatException($"{part.Name} has the MD5 {found}, and the inventory's index says {expected}: it is not the file that was written.");
    }

    private static bool IsGzip(string name, ReadOnlySpan<byte> begin) =>
        BinaryInventory.FormatOf(begin) is { } format ? throw BinaryInventory.Refusal(name, format) : begin is [0x1F, 0x8B, ..];

    private static async Task SkipAsync(Stream stream, long count, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 << 10];
        while (count > 0 && await stream.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, count)), cancellationToken).ConfigureAwait(false) is > 0 and var read) count -= read;
    }
}
