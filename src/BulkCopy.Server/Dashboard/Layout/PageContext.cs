using BulkCopy.Server.Access;
using BulkCopy.Server.Api;
using BulkCopy.Server.Dashboard.Assets;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace BulkCopy.Server.Dashboard.Layout;

/// <summary>What every page needs to know of the request that it answers.</summary>
public sealed record PageContext
{
    /// <summary>Path base, without a slash at its end: all links begin with it.</summary>
    public required string Root { get; init; }
    /// <summary>Path below the base.</summary>
    public required string Path { get; init; }
    /// <summary>Path base, path and query: what a part of the page asks for to be refreshed.</summary>
    public required string Here { get; init; }
    /// <summary>Who asks.</summary>
    public required Actor Actor { get; init; }
    /// <summary>Where style sheets and scripts are.</summary>
    public required string Assets { get; init; }
    /// <summary>Name and value of the antiforgery field that forms carry.</summary>
    public required (string Name, string Value) Token { get; init; }
    /// <summary>Only the living part of a page is wanted.</summary>
    public required bool IsPart { get; init; }
    /// <summary>When the page is made.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Whether who asks may do what this role may.</summary>
    public bool May(Role least) => Actor.Role >= least;

    /// <summary>A link within the dashboard.</summary>
    public string Link(FormattableString path) => Root + Uris.Compose(path);

    public static PageContext Of(HttpContext context)
    {
        var services = context.RequestServices;
        var request = context.Request;
        var tokens = services.GetRequiredService<IAntiforgery>().GetAndStoreTokens(context);
        var root = request.PathBase.Value ?? "";
        return new PageContext
        {
            Root = root,
            Path = request.Path.Value ?? "/",
            Here = request.PathBase.ToUriComponent() + request.Path.ToUriComponent() + request.QueryString.ToUriComponent(),
            Actor = Actor.Of(context.User)!,
            Assets = services.GetRequiredService<AssetFiles>().Link(root),
            Token = (tokens.FormFieldName, tokens.RequestToken!),
            IsPart = request.Headers.ContainsKey("HX-Request"),
            Now = services.GetRequiredService<TimeProvider>().GetUtcNow(),
        };
    }
}
