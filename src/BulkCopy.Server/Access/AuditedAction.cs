using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace BulkCopy.Server.Access;

/// <summary>Marks an endpoint whose requests are written down, done or refused.</summary>
internal sealed record AuditedAction(string Action)
{
    private static readonly object DetailKey = new();

    /// <summary>Adds words for people to the record of this request. Never a secret.</summary>
    public static void Explain(HttpContext context, string detail) => context.Items[DetailKey] = detail;

    /// <summary>Runs the endpoint and appends the record.</summary>
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        var trail = context.RequestServices.GetRequiredService<AuditTrail>();
        object? result;
        try
        {
            result = await next(invocation);
        }
        catch (Exception e)
        {
            await trail.AppendAsync(context, Action, StatusCodes.Status500InternalServerError, e.GetType().Name);
            throw;
        }
        await trail.AppendAsync(context, Action, StatusOf(result), context.Items[DetailKey] as string);
        return result;
    }

    private static int StatusOf(object? result) => result switch
    {
        INestedHttpResult nested => StatusOf(nested.Result),
        IStatusCodeHttpResult { StatusCode: { } status } => status,
        _ => StatusCodes.Status200OK,
    };
}
