using BulkCopy.Server.Access.Pages;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BulkCopy.Server.Web;

/// <summary>Tells people by a page what went wrong; programs get the JSON of RFC 9457. Needs no database and nobody who is signed in.</summary>
internal sealed class PageProblemWriter : IProblemDetailsWriter
{
    private const string GoBack = "Go back and try again.";

    // What stands in for an answer that came without words.
    private static readonly Dictionary<int, (string What, string Remedy)> Words = new()
    {
        [StatusCodes.Status400BadRequest] = ("The request cannot be understood", GoBack),
        [StatusCodes.Status401Unauthorized] = ("You are not signed in", "Sign in, then open this page again."),
        [StatusCodes.Status403Forbidden] = ("You may not do this", "It needs another role. An administrator can give it to you."),
        [StatusCodes.Status404NotFound] = ("There is no such page", "The address may be mistyped, or what it showed has been deleted."),
        [StatusCodes.Status405MethodNotAllowed] = ("This address does not take that", GoBack),
        [StatusCodes.Status408RequestTimeout] = ("The request came too slowly", GoBack),
        [StatusCodes.Status413PayloadTooLarge] = ("The request is too large", "Large manifests are uploaded to a bucket, not to this server."),
        [StatusCodes.Status415UnsupportedMediaType] = ("The form was sent in a way that is not read here", GoBack),
        [StatusCodes.Status500InternalServerError] = ("The server failed", "Try again; the server's log has more under the request's id."),
        [StatusCodes.Status503ServiceUnavailable] = ("The server cannot answer now", "Try again in a moment."),
    };

    public bool CanWrite(ProblemDetailsContext context) => PageRequest.Is(context.HttpContext.Request);

    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var (http, problem) = (context.HttpContext, context.ProblemDetails);
        var status = problem.Status ?? http.Response.StatusCode;
        var (what, remedy) = Words.GetValueOrDefault(status, ("That did not work", GoBack));
        await new RazorComponentResult<RefusalPage>(new Dictionary<string, object?>
        {
            [nameof(RefusalPage.Root)] = http.Request.PathBase.Value,
            [nameof(RefusalPage.What)] = problem.Detail is null ? what : problem.Title ?? what,
            [nameof(RefusalPage.Remedy)] = problem.Detail ?? remedy,
            [nameof(RefusalPage.Status)] = status,
            [nameof(RefusalPage.MayPass)] = status == StatusCodes.Status503ServiceUnavailable && HttpMethods.IsGet(http.Request.Method),
            [nameof(RefusalPage.RequestId)] = http.TraceIdentifier,
        }) { StatusCode = status }.ExecuteAsync(http);
    }
}
