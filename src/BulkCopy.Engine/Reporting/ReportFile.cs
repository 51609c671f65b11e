using System.Globalization;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using CsvHelper;

namespace BulkCopy.Engine.Reporting;

/// <summary>Reads a completion report again: CSV or a JSON document per line, plain or gzipped, line by line.</summary>
public static class ReportFile
{
    private static readonly HashSet<string> Times = ["lastModified", "at"];

    /// <summary>Reads the lines as the text of <paramref name="columns"/>, in their order. Other columns are passed over.</summary>
    /// <param name="path">The file; <c>.gz</c> is decompressed.</param>
    /// <param name="columns">Columns wanted.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="InvalidDataException">The file is no such report; the message names the line.</exception>
    public static async IAsyncEnumerable<IReadOnlyList<string>> ReadAsync(string path, IReadOnlyList<string> columns, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var isJson = await IsJsonAsync(path, cancellationToken).ConfigureAwait(false);
        await using var plain = Open(path);
        await foreach (var line in (isJson ? ReadJsonAsync(plain, columns, cancellationToken) : ReadCsvAsync(plain, columns, cancellationToken)).ConfigureAwait(false))
            yield return line;
    }

    private static Stream Open(string path)
    {
        var file = File.OpenRead(path);
        return path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    private static async Task<bool> IsJsonAsync(string path, CancellationToken cancellationToken)
    {
        await using var plain = Open(path);
        var first = new byte[1];
        return await plain.ReadAtLeastAsync(first, 1, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false) == 1 && first[0] == '{';
    }

    private static async IAsyncEnumerable<IReadOnlyList<string>> ReadCsvAsync(Stream plain, IReadOnlyList<string> columns, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var csv = CsvReader.Create(plain, new CsvReaderOptions { HasHeader = false, Separator = ',', TrackLineNumbers = true });
        if (!await csv.ReadAsync(cancellationToken).ConfigureAwait(false)) throw new InvalidDataException("The report is empty: it has not even a heading.");
        var headings = Enumerable.Range(0, csv.FieldCount).Select(csv.GetString).ToList();
        var places = columns.Select(name => headings.IndexOf(name)).ToArray();
        if (Array.IndexOf(places, -1) is >= 0 and var missing) throw new InvalidDataException($"The report has no column {columns[missing]}; it has {string.Join(", ", headings)}.");
        while (await csv.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (csv.FieldCount != headings.Count)
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"Line {csv.LineNumber} of the report has {csv.FieldCount} fields, its heading {headings.Count}."));
            yield return Array.ConvertAll(places, place => csv.GetString(place) ?? "");
        }
    }

    private static async IAsyncEnumerable<IReadOnlyList<string>> ReadJsonAsync(Stream plain, IReadOnlyList<string> columns, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(plain, Encoding.UTF8, false, 64 << 10, leaveOpen: true);
        for (var number = 1L; await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line; number++)
            if (line.Length > 0)
                yield return Fields(line, number, columns);
    }

    /// <summary>The fields of a line that is a JSON document.</summary>
    /// <param name="line">The line.</param>
    /// <param name="number">Its number, for errors.</param>
    /// <param name="columns">Columns wanted.</param>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static string[] Fields(string line, long number, IReadOnlyList<string> columns)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return [.. columns.Select(name => document.RootElement.TryGetProperty(name, out var value) ? Text(name, value) : "")];
        }
        catch (Exception wrong) when (wrong is JsonException or FormatException or InvalidOperationException)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"Line {number} of the report is not one of its JSON documents: {wrong.Message}"), wrong);
        }
    }

    private static string Text(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "",
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Number => value.TryGetInt64(out var whole) ? ReportColumns.Text(whole) : ReportColumns.Text(value.GetDouble()),
        _ when Times.Contains(name) => ReportColumns.Text(value.GetDateTimeOffset()),
        _ => value.GetString() ?? "",
    };
}
