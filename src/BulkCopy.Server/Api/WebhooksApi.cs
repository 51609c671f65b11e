using System.ComponentModel;
using BulkCopy.Engine.Jobs;
using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Access;
using BulkCopy.Server.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace BulkCopy.Server.Api;

/// <summary>Webhooks: who is told when a run changes its state, and what came of it.</summary>
internal static class WebhooksApi
{
    public static void MapWebhooks(this IEndpointRouteBuilder api)
    {
        var webhooks = api.MapGroup("/webhooks").WithTags("webhooks");
        webhooks.MapGet("", ListAsync).Needs(Role.Admin, Areas.Webhooks).WithName("listWebhooks").WithSummary("All webhooks, without their secrets.");
        webhooks.MapGet("/{name}", ShowAsync).Needs(Role.Admin, Areas.Webhooks).WithName("getWebhook").WithSummary("One webhook, without its secret.");
        webhooks.MapPost("", CreateAsync).Needs(Role.Admin, Areas.Webhooks).Audited("webhooks.create").WithName("createWebhook")
            .WithSummary("Enters an address that is told when a run changes its state.")
            .WithDescription("Its secret is sealed and never shown again. Deliveries carry X-BulkCopy-Signature: v1= and HMAC-SHA256, in hex, of the value of X-BulkCopy-Timestamp, a dot and the body.");
        webhooks.MapPut("/{name}", ReplaceAsync).Needs(Role.Admin, Areas.Webhooks).Audited("webhooks.update").WithName("replaceWebhook")
            .WithSummary("Changes a webhook.").WithDescription("Needs If-Match. Without a new secret the old one stays, if the address does.");
        webhooks.MapDelete("/{name}", DeleteAsync).Needs(Role.Admin, Areas.Webhooks).Audited("webhooks.delete").WithName("deleteWebhook")
            .WithSummary("Deletes a webhook and its deliveries.").WithDescription("Needs If-Match.");
        webhooks.MapGet("/{name}/deliveries", ListDeliveriesAsync).Needs(Role.Admin, Areas.Webhooks).WithName("listDeliveries")
            .WithSummary("What a webhook was told or is to be told, newest first.");
    }

    private static async Task<Ok<Page<WebhookDocument>>> ListAsync(WebhookTable table, CancellationToken cancellationToken) =>
        TypedResults.Ok(new Page<WebhookDocument>([.. (await table.ListAsync(cancellationToken)).Select(WebhookDocument.Of)], null));

    private static async Task<Results<Ok<WebhookDocument>, ProblemHttpResult>> ShowAsync(string name, HttpContext context, WebhookTable table)
    {
        if (await table.FindAsync(name, context.RequestAborted) is not { } row)
            return NoSuchWebhook(name);
        context.Response.Headers.ETag = $"\"{row.Revision}\"";
        return TypedResults.Ok(WebhookDocument.Of(row));
    }

    private static async Task<Results<Created<WebhookDocument>, ValidationProblem, ProblemHttpResult>> CreateAsync(
        WebhookRequest request, HttpContext context, WebhookTable table, WebhookEditor editor)
    {
        if (!editor.CanSeal)
            return ApiProblem.Conflict("This server has no master key, so it cannot keep secrets.", "Set Server:Secrets:MasterKeyFrom to env:NAME or file:PATH.");
        var errors = await editor.CheckAsync(request.Name, request, null, context.RequestAborted);
        if (errors.Count > 0)
            return ApiProblem.Invalid(errors);
        if (await table.CreateAsync(editor.Seal(request.Name!, request, null, Actor.Of(context.User)!.Name), context.RequestAborted) is not { } made)
            return ApiProblem.Conflict($"There is a webhook '{request.Name}' already.", "Choose another name.");
        AuditedAction.Explain(context, $"{made.Name}: {WebhookEditor.Host(made.Url)}");
        context.Response.Headers.ETag = $"\"{made.Revision}\"";
        return TypedResults.Created($"{context.Request.PathBase}{ApiSetup.Root}/webhooks/{made.Name}", WebhookDocument.Of(made));
    }

    private static async Task<Results<Ok<WebhookDocument>, ValidationProblem, ProblemHttpResult>> ReplaceAsync(
        string name, WebhookRequest request, HttpContext context, WebhookTable table, WebhookEditor editor)
    {
        var (existing, problem) = await FindForChangeAsync(name, context, table);
        if (problem is not null)
            return problem;
        var errors = await editor.CheckAsync(name, request, existing, context.RequestAborted);
        if (errors.Count > 0)
            return ApiProblem.Invalid(errors);
        if (await table.UpdateIfRevisionAsync(editor.Seal(name, request, existing, Actor.Of(context.User)!.Name), context.RequestAborted) is not { } changed)
            return ApiProblem.Changed($"Webhook '{name}'");
        AuditedAction.Explain(context, WebhookEditor.Host(changed.Url));
        context.Response.Headers.ETag = $"\"{changed.Revision}\"";
        return TypedResults.Ok(WebhookDocument.Of(changed));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(string name, HttpContext context, WebhookTable table)
    {
        var (existing, problem) = await FindForChangeAsync(name, context, table);
        if (problem is not null)
            return problem;
        return await table.DeleteIfRevisionAsync(name, existing!.Revision, context.RequestAborted) ? TypedResults.NoContent() : ApiProblem.Changed($"Webhook '{name}'");
    }

    private static async Task<Results<Ok<Page<DeliveryRow>>, ValidationProblem, ProblemHttpResult>> ListDeliveriesAsync(
        string name, [AsParameters] PageQuery query, WebhookTable table, WebhookDeliveries deliveries, CancellationToken cancellationToken)
    {
        if (query.Read(out var limit, out var cursor) is { } problem)
            return problem;
        if (await table.FindAsync(name, cancellationToken) is not { } webhook)
            return NoSuchWebhook(name);
        return TypedResults.Ok(PageQuery.Of(await deliveries.ListAsync(webhook.Id, cursor, limit + 1, cancellationToken), limit, row => row, row => row.DeliveryId));
    }

    private static async Task<(WebhookRow? Row, ProblemHttpResult? Problem)> FindForChangeAsync(string name, HttpContext context, WebhookTable table)
    {
        if (await table.FindAsync(name, context.RequestAborted) is not { } row)
            return (null, NoSuchWebhook(name));
        if (context.Request.Headers.IfMatch.Count == 0)
            return (null, ApiProblem.MatchRequired());
        return context.Request.Headers.IfMatch == $"\"{row.Revision}\"" ? (row, null) : (null, ApiProblem.Changed($"Webhook '{name}'"));
    }

    private static ProblemHttpResult NoSuchWebhook(string name) => ApiProblem.NotFound($"There is no webhook '{name}'.", "GET /api/v1/webhooks lists them.");
}

/// <summary>A webhook to be entered.</summary>
internal sealed record WebhookRequest
{
    [Description("Name, 1 to 64 letters, digits, '-', '_' and '.'; left out where the path says it.")]
    public string? Name { get; init; }
    [Description("Where messages are posted: https://HOST/PATH.")]
    public string? Url { get; init; }
    [Description("Shared with the receiver, who checks signatures with it; 16 to 256 characters. Left out of a change: the secret stays.")]
    public string? Secret { get; init; }
    [Description("Only these states are told; all if left out.")]
    public IReadOnlyList<RunState>? States { get; init; }
    [Description("Tell nothing for now; what happens meanwhile is not told later.")]
    public bool Disabled { get; init; }

    /// <summary>The name; nothing secret.</summary>
    public override string ToString() => Name ?? "";
}

/// <summary>A webhook.</summary>
internal sealed record WebhookDocument(
    string Name, string Url, IReadOnlyList<string> States, bool Disabled, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, string UpdatedBy, string ETag)
{
    public static WebhookDocument Of(WebhookRow row) => new(
        row.Name, row.Url, row.States, row.Disabled, row.CreatedAt, row.UpdatedAt, row.UpdatedBy, $"\"{row.Revision}\"");
}
