using BulkCopy.Emulator.Dialects;
using BulkCopy.Emulator.Requests;
using Microsoft.AspNetCore.Http;

namespace BulkCopy.Emulator.Answers;

/// <summary>Sends an answer with the headers that every answer of its dialect carries.</summary>
internal sealed class AnswerWriter(TimeProvider time)
{
    private static readonly TimeSpan SendingTime = TimeSpan.FromMilliseconds(50);
    private static readonly byte[] Blank = " "u8.ToArray();

    private sealed record DateText(long Second, string Text);

    private DateText date = new(0, "");

    /// <summary>Sends all of it, half of the body (the length still promises all), or nothing, as the answer's faults say.</summary>
    public async Task WriteAsync(HttpContext http, DialectProfile profile, string requestId, Answer answer, CancellationToken cancellation)
    {
        if (answer.IsCut)
        {
            http.Abort();
            return;
        }
        var response = http.Response;
        var head = HttpMethods.IsHead(http.Request.Method);
        if (answer.Error is not null) ShowError(http, profile, requestId, answer, head);
        response.StatusCode = answer.Status;
        AddHeaders(response, profile, requestId, answer);
        var length = answer.Content is null ? answer.Document.Length : answer.ContentLength;
        if (answer.Status is 204 or 304) return;
        if (!answer.IsChunked || head) response.ContentLength = length;
        if (head || length == 0) return;
        for (var i = 0; i < answer.Blanks; i++)
        {
            await response.BodyWriter.WriteAsync(Blank, cancellation);
            if (answer.BlankPause > TimeSpan.Zero) await Task.Delay(answer.BlankPause, time, cancellation);
        }
        var sent = answer.IsTruncated ? length / 2 : length;
        if (answer.Content is { } content) await content.WriteAsync(response.BodyWriter, answer.ContentOffset, sent, cancellation);
        else await response.BodyWriter.WriteAsync(answer.Document[..(int)sent], cancellation);
        if (!answer.IsTruncated) return;
        await response.BodyWriter.FlushAsync(cancellation);
        // An abort throws away what the transport has not sent yet.
        await Task.Delay(SendingTime, TimeProvider.System, cancellation);
        http.Abort();
    }

    /// <summary>The Date header: the emulator's clock, formatted once a second.</summary>
    private string DateNow()
    {
        var now = time.GetUtcNow();
        var second = now.ToUnixTimeSeconds();
        var known = date;
        if (known.Second == second) return known.Text;
        known = new DateText(second, HttpDates.Rfc1123(now));
        date = known;
        return known.Text;
    }

    private void AddHeaders(HttpResponse response, DialectProfile profile, string requestId, Answer answer)
    {
        var headers = response.Headers;
        headers.Server = profile.ServerHeader;
        headers[profile.Headers.RequestId] = requestId;
        if (headers.Date.Count == 0) headers.Date = DateNow();
        if (profile.Dialect == EmulatorDialect.S3) headers[profile.Name == "bsc" ? "x-amz-s2-requester" : "x-amz-id-2"] = "emulator";
        else if (profile.Dialect == EmulatorDialect.Oss) headers["x-oss-server-time"] = "1";
        if (answer.ContentType is { } type) headers.ContentType = type;
        foreach (var (name, value) in answer.Headers) headers[name] = value;
    }

    private static void ShowError(HttpContext http, DialectProfile profile, string requestId, Answer answer, bool head)
    {
        var error = answer.Error!;
        answer.Headers.AddRange(error.Headers);
        if (profile.Dialect == EmulatorDialect.Cos) answer.With("x-cos-trace-id", ErrorDocument.TraceId(requestId));
        if (profile.Name == "bsc") answer.With("x-error-code", error.Code);
        if (error.Status == 304) return;
        var host = http.Request.Headers.Host.ToString();
        var document = ErrorDocument.Write(profile, error, requestId, host, http.Request.Path.Value ?? "/");
        answer.ContentType = "application/xml";
        if (!head) answer.Document = document;
        else if (profile.Dialect == EmulatorDialect.Oss) answer.With("x-oss-err", Convert.ToBase64String(document.Span));
        if (error.Status == 405 && error.Code == "MethodNotAllowed" && http.Response.Headers.Allow.Count == 0)
            answer.With("Allow", "GET, HEAD, PUT, DELETE");
    }
}
