using System.Globalization;
using System.Text;
using System.Text.Json;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Reporting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace BulkCopy.Server.Api;

/// <summary>Streams the completion report of a run; memory does not grow with it.</summary>
internal sealed class ReportStream(Run run, IReportLedger reports, bool json, bool failedOnly) : IResult
{
    private static readonly string[] Headings =
    [
        "entry", "key", "versionId", "size", "eTag", "lastModified", "storageClass", "way", "destinationKey", "result", "final", "attempt", "proof",
        "code", "message", "destinationVersionId", "destinationETag", "crc64", "destinationStorageClass", "milliseconds", "at",
    ];

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = json ? "application/jsonl; charset=utf-8" : "text/csv; charset=utf-8";
        response.Headers.ContentDisposition =
            FormattableString.Invariant($"attachment; filename=\"run-{run.Id}{(failedOnly ? "-failed" : "")}.{(json ? "jsonl" : "csv")}\"");
        var rows = reports.ReadRowsAsync(run.Id, null, failedOnly, httpContext.RequestAborted);
        await using var writer = new StreamWriter(response.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 64 * 1024);
        if (json)
            await WriteJsonAsync(rows, writer, httpContext);
        else
            await WriteCsvAsync(rows, writer, httpContext.RequestAborted);
    }

    private async Task WriteJsonAsync(IAsyncEnumerable<ReportRow> rows, StreamWriter writer, HttpContext context)
    {
        var options = context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        await foreach (var row in rows)
            await writer.WriteLineAsync(JsonSerializer.Serialize(EntryDocument.Of(run.Spec, row), options).AsMemory(), context.RequestAborted);
    }

    private async Task WriteCsvAsync(IAsyncEnumerable<ReportRow> rows, StreamWriter writer, CancellationToken cancellationToken)
    {
        await writer.WriteAsync(Line(Headings).AsMemory(), cancellationToken);
        await foreach (var row in rows.WithCancellation(cancellationToken))
            await writer.WriteAsync(Line(Fields(EntryDocument.Of(run.Spec, row))).AsMemory(), cancellationToken);
    }

    // RFC 4180. Values are exact: what imports the report finds the keys that the bucket has.
    private static string Line(IEnumerable<string?> fields) => string.Join(',', fields.Select(Quoted)) + "\r\n";

    private static string? Quoted(string? field) => field?.AsSpan().ContainsAny(",\"\r\n") == true
        ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;

    private static IEnumerable<string?> Fields(EntryDocument row) =>
    [
        Text(row.Entry), row.Key, row.VersionId, Text(row.Size), row.ETag, Text(row.LastModified), row.StorageClass, row.Way.ToString(), row.DestinationKey,
        row.Result?.ToString(), row.Final is { } final ? final ? "true" : "false" : null, Text(row.Attempt), row.Proof?.ToString(), row.Code, row.Message,
        row.DestinationVersionId, row.DestinationETag, row.Crc64, row.DestinationStorageClass, Text(row.Milliseconds), Text(row.At),
    ];

    private static string? Text(IFormattable? value) => value switch
    {
        null => null,
        DateTimeOffset at => at.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
        _ => value.ToString(null, CultureInfo.InvariantCulture),
    };
}
