using System.Globalization;
using BulkCopy.Engine.Documents;
using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Access;
using BulkCopy.Server.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace BulkCopy.Server.Api;

/// <summary>What all workers together may do to buckets, and what they do.</summary>
internal static class LimitsApi
{
    private const string NoLimit = "\"none\"";

    public static void MapLimits(this IEndpointRouteBuilder api)
    {
        api.MapGet("/limits", ListAsync).Needs(Role.Viewer, Areas.Stores).WithTags("limits").WithName("listLimits")
            .WithSummary("Limits of buckets, what these bear, and what workers do to them now.");
        Map(api.MapGroup("/stores/{name}/limit").WithTags("limits"), "StoreLimit", "each bucket of a store that has no limits of its own");
        Map(api.MapGroup("/stores/{name}/buckets/{bucket}/limit").WithTags("limits"), "BucketLimit", "a bucket");

        static void Map(RouteGroupBuilder limit, string what, string where)
        {
            limit.MapGet("", ShowAsync).Needs(Role.Viewer, Areas.Stores).WithName($"get{what}").WithSummary($"Limits of {where}, and what happens there.");
            limit.MapPut("", SetAsync).Needs(Role.Operator, Areas.Stores).Audited("limits.set").WithName($"set{what}").WithSummary($"Sets the limits of {where}.")
                .WithDescription("Needs If-Match; the ETag where none are set is \"none\". Workers follow within about a second. What is left out is not limited.");
            limit.MapDelete("", ClearAsync).Needs(Role.Operator, Areas.Stores).Audited("limits.clear").WithName($"clear{what}").WithSummary($"Forgets the limits of {where}.")
                .WithDescription("Needs If-Match.");
        }
    }

    private static async Task<Ok<Page<FlowDocument>>> ListAsync(FlowOverview flow, CancellationToken cancellationToken) =>
        TypedResults.Ok(new Page<FlowDocument>(await flow.ListAsync(cancellationToken), null));

    private static async Task<Results<Ok<FlowDocument>, ValidationProblem, ProblemHttpResult>> ShowAsync(
        string name, string? bucket, HttpContext context, FlowOverview flow, StoreCatalog catalog, StoreTable table)
    {
        if (await ObjectionAsync(name, bucket, context, catalog, table) is { } objection)
            return objection;
        return TypedResults.Ok(Tagged(context, await flow.ShowAsync(name, bucket, context.RequestAborted)));
    }

    private static async Task<Results<Ok<FlowDocument>, ValidationProblem, ProblemHttpResult>> SetAsync(
        string name, string? bucket, FlowLimitRequest request, HttpContext context, FlowOverview flow, FlowLimitTable limits, StoreCatalog catalog, StoreTable table)
    {
        if (await ObjectionAsync(name, bucket, context, catalog, table) is { } objection)
            return objection;
        var errors = new Dictionary<string, string[]>();
        if (request.Read(errors) is not { } limit)
            return ApiProblem.Invalid(errors);
        var found = await flow.ShowAsync(name, bucket, context.RequestAborted);
        if (Unmatched(context, found) is { } unmatched)
            return unmatched;
        if (!await limits.SetIfUnchangedAsync(name, bucket, limit, Actor.Of(context.User)!.Name, found.Limit?.UpdatedAt, context.RequestAborted))
            return ApiProblem.Changed($"The limit of {Place(name, bucket)}");
        var now = await flow.ShowAsync(name, bucket, context.RequestAborted);
        AuditedAction.Explain(context, $"{Place(name, bucket)}: {Words(request)}");
        return TypedResults.Ok(Tagged(context, now));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ClearAsync(
        string name, string? bucket, HttpContext context, FlowOverview flow, FlowLimitTable limits, StoreCatalog catalog, StoreTable table)
    {
        if (await ObjectionAsync(name, bucket, context, catalog, table) is { } objection)
            return objection;
        var found = await flow.ShowAsync(name, bucket, context.RequestAborted);
        if (Unmatched(context, found) is { } unmatched)
            return unmatched;
        if (found.Limit is { } limit && !await limits.ClearIfUnchangedAsync(name, bucket, limit.UpdatedAt, context.RequestAborted))
            return ApiProblem.Changed($"The limit of {Place(name, bucket)}");
        AuditedAction.Explain(context, Place(name, bucket));
        return TypedResults.NoContent();
    }

    private static async Task<ProblemHttpResult?> ObjectionAsync(string name, string? bucket, HttpContext context, StoreCatalog catalog, StoreTable table)
    {
        if (bucket is not null && JobChecker.ObjectionToBucket(bucket) is { } objection)
            return ApiProblem.NotFound($"There is no bucket of this name in '{name}'.", objection);
        return catalog.IsConfigured(name) || await table.FindAsync(name, context.RequestAborted) is not null
            ? null : ApiProblem.NotFound($"There is no store '{name}'.", "GET /api/v1/stores lists them.");
    }

    private static FlowDocument Tagged(HttpContext context, FlowDocument found)
    {
        context.Response.Headers.ETag = ETagOf(found);
        return found;
    }

    private static ProblemHttpResult? Unmatched(HttpContext context, FlowDocument found) =>
        context.Request.Headers.IfMatch.Count == 0 ? ApiProblem.MatchRequired()
        : context.Request.Headers.IfMatch == ETagOf(found) || context.Request.Headers.IfMatch == "*" ? null
        : ApiProblem.Changed($"The limit of {Place(found.Store, found.Bucket)}");

    private static string ETagOf(FlowDocument found) =>
        found.Limit is { } limit ? $"\"{limit.UpdatedAt.UtcTicks.ToString("x", CultureInfo.InvariantCulture)}\"" : NoLimit;

    private static string Place(string store, string? bucket) => bucket is null ? store : $"{store}:{bucket}";

    private static string Words(FlowLimitRequest request) => FormattableString.Invariant(
        $"{request.RequestsPerSecond?.ToString(CultureInfo.InvariantCulture) ?? "-"} req/s, {request.BytesPerSecond?.ToString(CultureInfo.InvariantCulture) ?? "-"} B/s, {request.InFlight?.ToString(CultureInfo.InvariantCulture) ?? "-"} in flight, {request.Windows.Count} windows");
}
