using System.Globalization;
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
    private const string NoMasterKey = "This server has no master key, so it cannot keep secrets. Set Server:Secrets:MasterKeyFrom.";

    public static void MapWebhookPages(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/webhooks", (HttpContext context, WebhookTable table, WebhookEditor editor) => ShowAsync(context, table, editor, WebhookForm.Empty, [])).Needs(Role.Admin, Areas.Webhooks);
        pages.MapPost("/webhooks", CreateAsync).DisableAntiforgery().Needs(Role.Admin, Areas.Webhooks).Audited("webhooks.create");
        pages.MapGet("/webhooks/{name}", ShowOneAsync).Needs(Role.Admin, Areas.Webhooks);
        pages.MapPost("/webhooks/{name}", SwitchAsync).DisableAntiforgery().Needs(Role.Admin, Areas.Webhooks).Audited("webhooks.update");
        pages.MapPost("/webhooks/{name}/change", ChangeAsync).DisableAntiforgery().Needs(Role.Admin, Areas.Webhooks).Audited("webhooks.update");
        pages.MapPost("/webhooks/{name}/delete", DeleteAsync).DisableAntiforgery().Needs(Role.Admin, Areas.Webhooks).Audited("webhooks.delete");
    }

    private static async Task<IResult> ShowAsync(HttpContext context, WebhookTable table, WebhookEditor editor, WebhookForm form, IReadOnlyList<string> problems) =>
        Pages.Show<WebhooksPage, WebhooksModel>(
            context,
            new WebhooksModel([.. (await table.ListAsync(context.RequestAborted)).Select(WebhookLine.Of)], form, problems, editor.CanSeal),
            Status(problems));

    private static async Task<IResult> CreateAsync(HttpContext context, WebhookTable table, WebhookEditor editor)
    {
        var posted = await context.Request.ReadFormAsync(context.RequestAborted);
        var form = WebhookForm.Of(posted);
        if (!editor.CanSeal)
            return await ShowAsync(context, table, editor, form, [NoMasterKey]);
        var request = form.Read(posted["secret"].ToString());
        var errors = await editor.CheckAsync(form.Name, request, null, context.RequestAborted);
        if (errors.Count > 0)
            return await ShowAsync(context, table, editor, form, [.. errors.SelectMany(error => error.Value)]);
        if (await table.CreateAsync(editor.Seal(form.Name, request, null, Actor.Of(context.User)!.Name), context.RequestAborted) is not { } made)
            return await ShowAsync(context, table, editor, form, [$"There is a webhook '{form.Name}' already."]);
        AuditedAction.Explain(context, $"{made.Name}: {WebhookEditor.Host(made.Url)}");
        return Pages.SeeOther(context, $"/webhooks");
    }

    private static async Task<IResult> ShowOneAsync(
        string name, [FromQuery] string? before, HttpContext context, WebhookTable table, WebhookDeliveries deliveries) =>
        await table.FindAsync(name, context.RequestAborted) is { } webhook
            ? await ShowFoundAsync(context, webhook, before, deliveries, WebhookForm.Empty with { States = webhook.States }, [])
            : Pages.Problem(context, StatusCodes.Status404NotFound, $"There is no webhook '{name}'", "It may have been deleted.");

    private static async Task<IResult> ShowFoundAsync(
        HttpContext context, WebhookRow webhook, string? before, WebhookDeliveries deliveries, WebhookForm form, IReadOnlyList<string> problems)
    {
        var cursor = long.TryParse(before, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : (long?)null;
        var rows = await deliveries.ListAsync(webhook.Id, cursor, PerPage + 1, context.RequestAborted);
        return Pages.Show<DeliveriesPage, DeliveriesModel>(
            context,
            new DeliveriesModel(
                WebhookLine.Of(webhook), [.. rows.Take(PerPage)], cursor is not null, rows.Count > PerPage ? rows[PerPage - 1].DeliveryId : null, form, problems),
            Status(problems));
    }

    private static async Task<IResult> ChangeAsync(
        string name, HttpContext context, WebhookTable table, WebhookDeliveries deliveries, WebhookEditor editor)
    {
        var posted = await context.Request.ReadFormAsync(context.RequestAborted);
        if (await table.FindAsync(name, context.RequestAborted) is not { } existing || posted["revision"] != existing.Revision.ToString(CultureInfo.InvariantCulture))
            return Changed(context, name);
        var form = WebhookForm.Of(posted);
        var request = form.Read(existing, posted["secret"].ToString());
        if (!editor.CanSeal && request.Secret is not null)
            return await ShowFoundAsync(context, existing, null, deliveries, form, [NoMasterKey]);
        var errors = await editor.CheckAsync(name, request, existing, context.RequestAborted);
        if (errors.Count > 0)
            return await ShowFoundAsync(context, existing, null, deliveries, form, [.. errors.SelectMany(error => error.Value)]);
        if (await table.UpdateIfRevisionAsync(editor.Seal(name, request, existing, Actor.Of(context.User)!.Name), context.RequestAborted) is not { } changed)
            return Changed(context, name);
        AuditedAction.Explain(context, WebhookEditor.Host(changed.Url));
        return Pages.SeeOther(context, $"/webhooks/{name}");
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

    private static int Status(IReadOnlyList<string> problems) => problems.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;

    private static RazorComponentResult<ProblemPage> Changed(HttpContext context, string name) =>
        Pages.Problem(context, StatusCodes.Status409Conflict, $"The webhook '{name}' is not as it was", "Somebody changed or deleted it meanwhile. Look at it again.");
}

/// <summary>Webhooks, and what was wrong with one that was entered.</summary>
public sealed record WebhooksModel(IReadOnlyList<WebhookLine> Webhooks, WebhookForm Form, IReadOnlyList<string> Problems, bool CanSeal);

/// <summary>What a webhook was told.</summary>
public sealed record DeliveriesModel(
    WebhookLine Webhook, IReadOnlyList<DeliveryRow> Deliveries, bool IsLater, long? Next, WebhookForm Form, IReadOnlyList<string> Problems);

/// <summary>A webhook without its secret, and without the path of its address.</summary>
public sealed record WebhookLine(string Name, string Host, IReadOnlyList<string> States, bool IsDisabled, int Revision, DateTimeOffset UpdatedAt, string UpdatedBy)
{
    internal static WebhookLine Of(WebhookRow row) => new(row.Name, WebhookEditor.Host(row.Url), row.States, row.Disabled, row.Revision, row.UpdatedAt, row.UpdatedBy);
}
