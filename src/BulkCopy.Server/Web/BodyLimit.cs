using BulkCopy.Server.Options;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace BulkCopy.Server.Web;

/// <summary>Refuses bodies that say they are too large, at every address and before anybody is asked who they are. Those that do not say it are cut off while they are read.</summary>
internal sealed class BodyLimit(RequestDelegate next, IOptions<ServerOptions> options)
{
    public Task InvokeAsync(HttpContext context) => context.Request.ContentLength > options.Value.MaxRequestBytes
        ? throw new BadHttpRequestException("The body is too large.", StatusCodes.Status413PayloadTooLarge)
        : next(context);
}
