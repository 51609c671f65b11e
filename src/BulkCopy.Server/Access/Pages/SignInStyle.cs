using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BulkCopy.Server.Access.Pages;

/// <summary>The style sheet of the pages that are shown to people who are not signed in.</summary>
internal static class SignInStyle
{
    private const string Css = """
        :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
        body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: Canvas; color: CanvasText; }
        main { width: min(22rem, calc(100vw - 2rem)); }
        h1 { font-size: 1.4rem; }
        label { display: block; margin: 1rem 0 .25rem; }
        input, button { box-sizing: border-box; width: 100%; padding: .5rem .75rem; font: inherit; border: 1px solid GrayText; border-radius: .375rem; }
        button { margin-top: 1.5rem; background: #0b5cad; color: #fff; border-color: #0b5cad; cursor: pointer; }
        :focus-visible { outline: 3px solid Highlight; outline-offset: 2px; }
        [role=alert] { padding: .5rem .75rem; border-left: 4px solid #c0392b; }
        """;

    public static void MapSignInStyle(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/sign-in.css", (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "public, max-age=3600";
            return TypedResults.Text(Css, "text/css; charset=utf-8");
        }).AllowAnonymous().ExcludeFromDescription();
}
