using Microsoft.AspNetCore.Http;

namespace BulkCopy.Server.Web;

/// <summary>Refuses a prefix that leads to another site, should a proxy pass on what a browser sent: all links and redirects begin with it.</summary>
internal sealed class PathBaseCheck(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (IsPlain(context.Request.PathBase.Value ?? ""))
            return next(context);
        context.Request.PathBase = PathString.Empty;
        throw new BadHttpRequestException("X-Forwarded-Prefix is no path.");
    }

    private static bool IsPlain(string path) =>
        !path.Contains("//", StringComparison.Ordinal) && path.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '_' or '~' or '-');
}
