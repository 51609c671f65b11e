using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace BulkCopy.Server.Web;

/// <summary>Gives every request an id, which answers, logs and the audit log carry. A caller's own is taken if it is short and plain.</summary>
internal sealed class RequestIds(RequestDelegate next)
{
    public const string HeaderName = "X-Request-Id";
    private const int LongestId = 64;

    public Task InvokeAsync(HttpContext context)
    {
        var given = context.Request.Headers[HeaderName];
        var id = given.Count == 1 && IsPlain(given[0]) ? given[0]! : RandomNumberGenerator.GetHexString(16, lowercase: true);
        context.TraceIdentifier = id;
        // Only now, because an answer for what failed begins with no headers.
        context.Response.OnStarting(static state =>
        {
            var started = (HttpContext)state;
            started.Response.Headers[HeaderName] = started.TraceIdentifier;
            return Task.CompletedTask;
        }, context);
        return next(context);
    }

    private static bool IsPlain(string? id) => id is { Length: > 0 and <= LongestId } && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
