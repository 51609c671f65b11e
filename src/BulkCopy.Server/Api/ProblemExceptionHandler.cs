using System.Text.Json;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Segments;
using BulkCopy.Server.Secrets;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace BulkCopy.Server.Api;

/// <summary>Turns what was thrown into an answer. What nobody expected is logged and told apart by the request's id only.</summary>
internal sealed class ProblemExceptionHandler(ILogger<ProblemExceptionHandler> log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (httpContext.RequestAborted.IsCancellationRequested)
            return true;
        await Answer(httpContext, exception).ExecuteAsync(httpContext);
        return true;
    }

    private IResult Answer(HttpContext context, Exception exception)
    {
        switch (exception)
        {
            case BadHttpRequestException { InnerException: JsonException json }:
                return ApiProblem.Invalid(FieldOf(json), json.Message);
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return ApiProblem.Of(StatusCodes.Status413PayloadTooLarge, "The request is too large.", "Large manifests are uploaded to a bucket, not to this server.");
            case BadHttpRequestException bad:
                return ApiProblem.Of(bad.StatusCode, "The request cannot be understood.", bad.Message);
            // Forms throw this when they have too many fields, or fields that are too long.
            case InvalidDataException unreadable:
                return ApiProblem.Of(StatusCodes.Status400BadRequest, "The form cannot be read.", unreadable.Message);
            case LedgerUnavailableException:
                context.Response.Headers.RetryAfter = "2";
                return ApiProblem.Of(StatusCodes.Status503ServiceUnavailable, "The database does not answer.", "Try again; if this lasts, look at PostgreSQL.");
            case SpentIdempotencyKeyException spent:
                return ApiProblem.Conflict("The idempotency key cannot be used again.", spent.Message);
            case SecretUnavailableException secret:
                return ApiProblem.Of(StatusCodes.Status503ServiceUnavailable, "A secret cannot be used.", secret.Message);
            default:
                Log.RequestBroke(log, context.TraceIdentifier, exception);
                return ApiProblem.Of(
                    StatusCodes.Status500InternalServerError, "The server failed.", $"Its log has more under request {context.TraceIdentifier}.");
        }
    }

    private static string FieldOf(JsonException json) => json.Path is null or "$" ? "body" : json.Path.StartsWith("$.", StringComparison.Ordinal) ? json.Path[2..] : json.Path;
}
