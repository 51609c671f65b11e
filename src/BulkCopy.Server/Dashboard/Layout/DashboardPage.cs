using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BulkCopy.Server.Dashboard.Layout;

/// <summary>A page with what it shows.</summary>
public abstract class DashboardPage<TModel> : ComponentBase
{
    /// <summary>The request.</summary>
    [Parameter, EditorRequired] public PageContext Page { get; set; } = null!;

    /// <summary>What is shown.</summary>
    [Parameter, EditorRequired] public TModel Model { get; set; } = default!;
}

/// <summary>Answers with pages.</summary>
internal static class Pages
{
    /// <summary>The page of this type with this model.</summary>
    public static RazorComponentResult<TPage> Show<TPage, TModel>(HttpContext context, TModel model, int status = StatusCodes.Status200OK)
        where TPage : DashboardPage<TModel> => new(Parameters(context, model)) { StatusCode = status };

    /// <summary>A page that says what went wrong and what to do.</summary>
    public static RazorComponentResult<ProblemPage> Problem(HttpContext context, int status, string what, string remedy) =>
        new(Parameters(context, new ProblemModel(status, what, remedy))) { StatusCode = status };

    /// <summary>To another page after a form was taken.</summary>
    public static IResult SeeOther(HttpContext context, FormattableString path)
    {
        context.Response.Headers.Location = context.Request.PathBase + Uris.Compose(path);
        return TypedResults.StatusCode(StatusCodes.Status303SeeOther);
    }

    private static Dictionary<string, object?> Parameters(HttpContext context, object? model) =>
        new() { ["Page"] = PageContext.Of(context), ["Model"] = model };
}
