using System.Globalization;
using BulkCopy.Engine.Jobs;
using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Access;
using BulkCopy.Server.Api;
using BulkCopy.Server.Dashboard.Layout;
using BulkCopy.Server.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace BulkCopy.Server.Dashboard.Webhooks;

/// <summary>Who is told when a run changes its state, and what came of it. Secrets go in and never come out.</summary>
internal static class WebhookPages
{
    private const int PerPage = 100;

    public static void MapWebhookPages(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/webhooks", (HttpContext context, WebhookTable table, WebhookEditor editor) => ShowAsync(context, table, editor, [])).Needs(Role.Admin, Areas.Webhooks);
        pages.MapPost("/webhooks", CreateAsync).DisableAntiforgery().Needs(Role.Admin, Areas.Webhooks).Audited("webhooks.create");
        pages.MapGet("/webhooks/{name}", DeliveriesAsync).Needs(Role.Admin, Areas.Webhooks);
        pages.MapPost("/webhooks/{name}", SwitchAsync).DisableAntiforgery().Needs(Role.Admin, Areas.Webhooks).Audited("webhooks.update");
        pages.MapPost("/webhooks/{name}/delete", DeleteAsync).DisableAntiforgery().Needs(Role.Admin, Areas.Webhooks).Audited("webhooks.delete");
    }

    private static async Task<IResult> ShowAsync(HttpContext context, WebhookTable table, WebhookEditor editor, IReadOnlyList<string> problems) =>
        Pages.Show<WebhooksPage, WebhooksModel>(
            context,
            new WebhooksModel([.. (await table.ListAsync(context.RequestAborted)).Select(WebhookLine.Of)], problems, editor.CanSeal),
            problems.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);

    private static async Task<IResult> CreateAsync(
        HttpContext context, WebhookTable table, WebhookEditor editor, [FromForm] string? name, [FromForm] string? url, [FromForm] string? secret)
    {
        if (!editor.CanSeal)
            return await ShowAsync(context, table, editor, ["This server has no master key, so it cannot keep secrets. Set Server:Secrets:MasterKeyFrom."]);
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var request = new WebhookRequest
        {
            Name = name, Url = url, Secret = secret ?? "",
            States = [.. form["state"].Select(state => Enum.TryParse<RunState>(state, out var known) && Enum.IsDefined(known) ? known : (RunState?)null).OfType<RunState>()],
        };
        var errors = await editor.CheckAsync(name, request, null, context.RequestAborted);
        if (errors.Count > 0)
            return await ShowAsync(context, table, editor, [.. errors.SelectMany(error => error.Value)]);
        if (await table.CreateAsync(editor.Seal(name!, request, null, Actor.Of(context.User)!.Name), context.RequestAborted) is not { } made)
            return await ShowAsync(context, table, editor, [$"There is a webhook '{name}' already."]);
        AuditedAction.Explain(context, $"{made.Name}: {WebhookEditor.Host(made.Url)}");
        return Pages.SeeOther(context, $"/webhooks");
    }

    private static async Task<IResult> DeliveriesAsync(string name, [FromQuery] string? before, HttpContext context, WebhookTable table, WebhookDeliveries deliveries)
    {
        if (await table.FindAsync(name, context.RequestAborted) is not { } webhook)
            return Pages.Problem(context, StatusCodes.Status404NotFound, $"There is no webhook '{name}'", "It may have been deleted.");
        var cursor = long.TryParse(before, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : (long?)null;
        var rows = await deliveries.ListAsync(webhook.Id, cursor, PerPage + 1, context.RequestAborted);
        return Pages.Show<DeliveriesPage, DeliveriesModel>(
            context, new DeliveriesModel(WebhookLine.Of(webhook), [.. rows.Take(PerPage)], cursor is not null, rows.Count > PerPage ? rows[PerPage - 1].DeliveryId : null));
    }

    private static async Task<IResult> SwitchAsync(string name, HttpContext context, WebhookTable table, [FromForm] int? revision, [FromForm] string? disabled)
    {
        if (await table.FindAsync(name, context.RequestAborted) is not { } webhook || revision is null
            || await table.UpdateIfRevisionAsync(
                webhook with { Revision = revision.Value, Disabled = disabled == "true", UpdatedBy = Actor.Of(context.User)!.Name }, context.RequestAborted) is not { } changed)
            return Changed(context, name);
        AuditedAction.Explain(context, changed.Disabled ? "silenced" : "told again");
        return Pages.SeeOther(context, $"/webhooks");
    }

    private static async Task<IResult> DeleteAsync(string name, HttpContext context, WebhookTable table, [FromForm] int? revision) =>
        revision is not null && await table.DeleteIfRevisionAsync(name, revision.Value, context.RequestAborted) ? Pages.SeeOther(context, $"/webhooks") : Changed(context, name);

    private static RazorComponentResult<ProblemPage> Changed(HttpContext context, string name) =>
        Pages.Problem(context, StatusCodes.Status409Conflict, $"The webhook '{name}' is not as it was", "Somebody changed or deleted it meanwhile. Look at it again.");
}

/// <summary>Webhooks, and what was wrong with one that was entered.</summary>
public sealed record WebhooksModel(IReadOnlyList<WebhookLine> Webhooks, IReadOnlyList<string> Problems, bool CanSeal);

/// <summary>What a webhook was told.</summary>
public sealed record DeliveriesModel(WebhookLine Webhook, IReadOnlyList<DeliveryRow> Deliveries, bool IsLater, long? Next);

/// <summary>A webhook without its secret, and without the path of its address.</summary>
public sealed record WebhookLine(string Name, string Host, IReadOnlyList<string> States, bool IsDisabled, int Revision, DateTimeOffset UpdatedAt, string UpdatedBy)
{
    internal static WebhookLine Of(WebhookRow row) => new(row.Name, WebhookEditor.Host(row.Url), row.States, row.Disabled, row.Revision, row.UpdatedAt, row.UpdatedBy);
}
