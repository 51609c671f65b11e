using System.Text;
using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Reporting;
using Microsoft.AspNetCore.Http;

namespace BulkCopy.Server.Api;

/// <summary>Streams the completion report of a run; memory does not grow with it.</summary>
internal sealed class ReportStream(Run run, IReportLedger reports, ReportFormat format, bool failedOnly) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        var isJson = format == ReportFormat.Json;
        response.ContentType = isJson ? "application/jsonl; charset=utf-8" : "text/csv; charset=utf-8";
        response.Headers.ContentDisposition =
            FormattableString.Invariant($"attachment; filename=\"run-{run.Id}{(failedOnly ? "-failed" : "")}.{(isJson ? "jsonl" : "csv")}\"");
        await using var writer = new StreamWriter(response.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 64 * 1024);
        await new CompletionReport(reports).WriteAsync(run, format, failedOnly, writer, httpContext.RequestAborted);
    }
}
