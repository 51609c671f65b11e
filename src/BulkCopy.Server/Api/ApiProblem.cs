using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BulkCopy.Server.Api;

/// <summary>Answers that say what is wrong and what to do about it.</summary>
internal static class ApiProblem
{
    /// <summary>A problem with its remedy.</summary>
    public static ProblemHttpResult Of(int status, string what, string remedy) =>
        TypedResults.Problem(statusCode: status, title: what, detail: remedy);

    /// <summary>There is no such thing.</summary>
    public static ProblemHttpResult NotFound(string what, string remedy) => Of(StatusCodes.Status404NotFound, what, remedy);

    /// <summary>It is in a state that forbids this.</summary>
    public static ProblemHttpResult Conflict(string what, string remedy) => Of(StatusCodes.Status409Conflict, what, remedy);

    /// <summary>Somebody else was faster.</summary>
    public static ProblemHttpResult Changed(string what) =>
        Of(StatusCodes.Status412PreconditionFailed, $"{what} has changed since you read it.", "Read it again and send the ETag of that answer in If-Match.");

    /// <summary>If-Match is missing.</summary>
    public static ProblemHttpResult MatchRequired() =>
        Of(StatusCodes.Status428PreconditionRequired, "The request does not say which state it changes.", "Send the ETag that GET answered in If-Match.");

    /// <summary>A field cannot be used; the message ends with what to write instead.</summary>
    public static ValidationProblem Invalid(string field, string message) => Invalid(new Dictionary<string, string[]> { [field] = [message] });

    /// <summary>Fields cannot be used.</summary>
    public static ValidationProblem Invalid(IDictionary<string, string[]> errors) =>
        TypedResults.ValidationProblem(errors, detail: string.Join(' ', errors.SelectMany(error => error.Value)), title: "Some of the request cannot be used.");
}
