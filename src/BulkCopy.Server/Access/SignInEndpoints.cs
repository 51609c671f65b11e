using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Access.Pages;
using BulkCopy.Server.Options;
using BulkCopy.Server.Web;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace BulkCopy.Server.Access;

/// <summary>Pages and forms for signing in and out.</summary>
internal static class SignInEndpoints
{
    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("/sign-in").AllowAnonymous().ExcludeFromDescription();
        pages.MapGet("", (HttpContext context, IAntiforgery antiforgery, IOptions<ServerOptions> options, string? returnUrl, string? failed) =>
            Page(context, antiforgery, options.Value, returnUrl, failed is null ? null : "Signing in failed."));
        pages.MapPost("", SignInAsync).RequireRateLimiting(AccessSetup.SignInLimit).DisableAntiforgery();
        pages.MapGet("/provider", (IOptions<ServerOptions> options, HttpContext context, string? returnUrl) =>
            options.Value.Access is { Mode: AccessMode.Local, OAuth: not null }
                ? Results.Challenge(new AuthenticationProperties { RedirectUri = LocalUrl.Of(returnUrl, context.Request.PathBase) }, [AccessSchemes.OAuth])
                : Results.NotFound());
        pages.MapGet("/first", FirstAsync).RequireRateLimiting(AccessSetup.SignInLimit);
        pages.MapPost("/first", RedeemAsync).RequireRateLimiting(AccessSetup.SignInLimit).DisableAntiforgery();
        routes.MapPost("/sign-out", SignOutAsync).RequireAuthorization(nameof(Role.Viewer)).DisableAntiforgery().ExcludeFromDescription();
    }

    private static async Task<IResult> SignInAsync(
        HttpContext context, IAntiforgery antiforgery, IOptions<ServerOptions> options, SignIns signIns,
        [FromForm] string? name, [FromForm] string? password, [FromForm] string? returnUrl) =>
        await signIns.SignInAsync(context, name ?? "", password ?? "")
            ? Results.Redirect(LocalUrl.Of(returnUrl, context.Request.PathBase))
            : Page(context, antiforgery, options.Value, returnUrl, "Name and password do not fit, or the account is locked for a while.", StatusCodes.Status401Unauthorized);

    private static async Task<IResult> FirstAsync(HttpContext context, IAntiforgery antiforgery, SignInLinkTable links, string? token) =>
        await links.IsLiveAsync(AccessToken.Hash(token ?? ""), context.RequestAborted)
            ? FirstPage(context, antiforgery, token!, null, StatusCodes.Status200OK)
            : FirstPage(context, antiforgery, null, "The link was used, or it has expired.", StatusCodes.Status404NotFound);

    private static async Task<IResult> RedeemAsync(
        HttpContext context, IAntiforgery antiforgery, SignIns signIns, [FromForm] string? token, [FromForm] string? name, [FromForm] string? password)
    {
        var objection = await signIns.RedeemAsync(context, token ?? "", name ?? "", password ?? "");
        return objection is null
            ? Results.Redirect($"{context.Request.PathBase}/")
            : FirstPage(context, antiforgery, token, objection, StatusCodes.Status400BadRequest);
    }

    private static async Task<RedirectHttpResult> SignOutAsync(HttpContext context, SignIns signIns)
    {
        await signIns.SignOutAsync(context);
        return TypedResults.Redirect($"{context.Request.PathBase}/sign-in");
    }

    private static RazorComponentResult<SignInPage> Page(
        HttpContext context, IAntiforgery antiforgery, ServerOptions options, string? returnUrl, string? problem, int status = StatusCodes.Status200OK) =>
        new(new Dictionary<string, object?>
        {
            [nameof(SignInPage.Root)] = context.Request.PathBase.Value,
            [nameof(SignInPage.ReturnUrl)] = LocalUrl.Of(returnUrl, context.Request.PathBase),
            [nameof(SignInPage.Problem)] = problem,
            [nameof(SignInPage.Token)] = antiforgery.GetAndStoreTokens(context),
            [nameof(SignInPage.Mode)] = options.Access.Mode,
            [nameof(SignInPage.Provider)] = options.Access.OAuth?.Title,
        }) { StatusCode = status };

    private static RazorComponentResult<FirstAccountPage> FirstPage(
        HttpContext context, IAntiforgery antiforgery, string? link, string? problem, int status) =>
        new(new Dictionary<string, object?>
        {
            [nameof(FirstAccountPage.Root)] = context.Request.PathBase.Value,
            [nameof(FirstAccountPage.Link)] = link,
            [nameof(FirstAccountPage.Problem)] = problem,
            [nameof(FirstAccountPage.Token)] = antiforgery.GetAndStoreTokens(context),
        }) { StatusCode = status };
}
