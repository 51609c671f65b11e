using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using BulkCopy.Engine.Reporting;
using CsvHelper;

namespace BulkCopy.Engine.Documents;

/// <summary>Writes exported rows as CSV with a heading, or as a JSON document per line.</summary>
public static class LedgerExport
{
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the rows and returns their number.</summary>
    public static async Task<long> WriteAsync(
        IReadOnlyList<string> columns, IAsyncEnumerable<IReadOnlyList<object?>> rows, ReportFormat format, TextWriter output, CancellationToken cancellationToken)
    {
        var count = 0L;
        await using var csv = format == ReportFormat.Csv ? CsvWriter.Create(output, CsvWriterOptions.Default, true) : null;
        if (csv is not null) await csv.WriteRecordAsync([.. columns], cancellationToken).ConfigureAwait(false);
        await foreach (var row in rows.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (csv is not null) await csv.WriteRecordAsync([.. row.Select(Text)], cancellationToken).ConfigureAwait(false);
            else await output.WriteLineAsync(Document(columns, row).AsMemory(), cancellationToken).ConfigureAwait(false);
            count++;
        }
        return count;
    }

    private static string Text(object? value) => value switch
    {
        null => "",
        string text => text,
        bool truth => truth ? "true" : "false",
        _ => ReportColumns.Text((IFormattable)value),
    };

    private static string Document(IReadOnlyList<string> columns, IReadOnlyList<object?> row)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Json))
        {
            json.WriteStartObject();
            for (var i = 0; i < row.Count; i++)
                Write(json, columns[i], row[i]);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null: json.WriteNull(name); break;
            case bool truth: json.WriteBoolean(name, truth); break;
            case long number: json.WriteNumber(name, number); break;
            case int number: json.WriteNumber(name, number); break;
            default: json.WriteString(name, Text(value)); break;
        }
    }
}
