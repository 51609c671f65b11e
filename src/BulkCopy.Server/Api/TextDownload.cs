using System.Text;
using Microsoft.AspNetCore.Http;

namespace BulkCopy.Server.Api;

/// <summary>Streams rows as a file, CSV or JSON lines; memory does not grow with it.</summary>
/// <param name="name">Name of the file without its extension.</param>
/// <param name="isJson">JSON lines instead of CSV.</param>
/// <param name="write">Writes it.</param>
internal sealed class TextDownload(string name, bool isJson, Func<TextWriter, CancellationToken, Task> write) : IResult
{
    private const int BufferBytes = 64 * 1024;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = isJson ? "application/jsonl; charset=utf-8" : "text/csv; charset=utf-8";
        response.Headers.ContentDisposition = $"attachment; filename=\"{name}.{(isJson ? "jsonl" : "csv")}\"";
        await using var writer = new StreamWriter(response.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), BufferBytes);
        await write(writer, httpContext.RequestAborted);
    }
}
