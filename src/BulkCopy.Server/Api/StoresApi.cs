using System.ComponentModel;
using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Probing;
using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Access;
using BulkCopy.Server.Secrets;
using BulkCopy.Server.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace BulkCopy.Server.Api;

/// <summary>Stores: those of the configuration to look at, those that operators entered to change.</summary>
internal static class StoresApi
{
    public static void MapStores(this IEndpointRouteBuilder api)
    {
        var stores = api.MapGroup("/stores").WithTags("stores");
        stores.MapGet("", ListAsync).Needs(Role.Viewer, Areas.Stores).WithName("listStores").WithSummary("All stores, without their secrets.");
        stores.MapGet("/{name}", ShowAsync).Needs(Role.Viewer, Areas.Stores).WithName("getStore").WithSummary("One store, without its secrets.");
        stores.MapPost("", CreateAsync).Needs(Role.Admin, Areas.Stores).Audited("stores.create").WithName("createStore")
            .WithSummary("Enters a store.").WithDescription("Its secrets are sealed and never shown again.");
        stores.MapPut("/{name}", ReplaceAsync).Needs(Role.Admin, Areas.Stores).Audited("stores.update").WithName("replaceStore")
            .WithSummary("Changes a store that was entered.").WithDescription("Needs If-Match. Without a new secret the old one stays, if endpoint and key do.");
        stores.MapDelete("/{name}", DeleteAsync).Needs(Role.Admin, Areas.Stores).Audited("stores.delete").WithName("deleteStore")
            .WithSummary("Deletes a store that was entered.").WithDescription("Needs If-Match. Refused while an unfinished run or a schedule uses it.");
        stores.MapPost("/{name}/test", TestAsync).Needs(Role.Operator, Areas.Stores).Audited("stores.test").WithName("testStore")
            .WithSummary("Asks a bucket what a copy would ask of it; changes nothing.");
        stores.MapPost("/{name}/probe", ProbeAsync).Needs(Role.Operator, Areas.Stores).Audited("stores.probe").WithName("probeStore")
            .WithSummary("Tries what stores really do with conditions, versions, metadata and tags, and writes it down for the runs to come.")
            .WithDescription("Makes small objects in a scratch folder of 'to', or of the bucket itself, and removes them. Objects of the bucket are only read where 'to' is another.");
        stores.MapPost("/rotate-secrets", RotateAsync).Needs(Role.Admin, Areas.Stores).Audited("stores.rotate-secrets").WithName("rotateSecrets")
            .WithSummary("Seals the secrets of stores and webhooks with the current master key.")
            .WithDescription("Idempotent. When it is done, earlier master keys can be taken out of the configuration.");
    }

    private static async Task<Ok<Page<StoreDocument>>> ListAsync(StoreCatalog catalog, StoreTable table, CancellationToken cancellationToken)
    {
        var rows = await table.ListAsync(cancellationToken);
        return TypedResults.Ok(new Page<StoreDocument>(
            [
                .. catalog.ConfiguredNames.Select(name => StoreDocuments.Of(name, catalog.Find(name))),
                .. rows.Where(row => !catalog.IsConfigured(row.Name)).Select(row => StoreDocuments.Of(row, catalog.Find(row.Name))),
            ],
            null));
    }

    private static async Task<Results<Ok<StoreDocument>, ProblemHttpResult>> ShowAsync(
        string name, HttpContext context, StoreCatalog catalog, StoreTable table, CancellationToken cancellationToken)
    {
        if (catalog.IsConfigured(name))
            return TypedResults.Ok(StoreDocuments.Of(name, catalog.Find(name)));
        if (await table.FindAsync(name, cancellationToken) is not { } row)
            return NoSuchStore(name);
        context.Response.Headers.ETag = $"\"{row.Revision}\"";
        return TypedResults.Ok(StoreDocuments.Of(row, catalog.Find(name)));
    }

    private static async Task<Results<Created<StoreDocument>, ValidationProblem, ProblemHttpResult>> CreateAsync(
        StoreRequest request, HttpContext context, StoreCatalog catalog, StoreTable table, StoreEditor editor, SecretSealer sealer)
    {
        if (!sealer.CanSeal)
            return ApiProblem.Conflict(
                "This server has no master key, so it cannot keep secrets.", "Set Server:Secrets:MasterKeyFrom to env:NAME or file:PATH, or put the store into the configuration.");
        var errors = new Dictionary<string, string[]>();
        if (await editor.EditAsync(request.Name, request, null, Actor.Of(context.User)!.Name, errors, context.RequestAborted) is not { } row)
            return ApiProblem.Invalid(errors);
        if (catalog.IsConfigured(row.Name) || await table.CreateAsync(row, context.RequestAborted) is not { } made)
            return ApiProblem.Conflict($"There is a store '{row.Name}' already.", "Choose another name.");
        await catalog.RefreshAsync(context.RequestAborted);
        AuditedAction.Explain(context, $"{made.Name}: {request.Dialect} {request.Region} {request.Endpoint}");
        context.Response.Headers.ETag = $"\"{made.Revision}\"";
        return TypedResults.Created(
            $"{context.Request.PathBase}{ApiSetup.Root}/stores/{made.Name}", StoreDocuments.Of(made, catalog.Find(made.Name)));
    }

    private static async Task<Results<Ok<StoreDocument>, ValidationProblem, ProblemHttpResult>> ReplaceAsync(
        string name, StoreRequest request, HttpContext context, StoreCatalog catalog, StoreTable table, StoreEditor editor)
    {
        var (existing, problem) = await FindForChangeAsync(name, context, catalog, table);
        if (problem is not null)
            return problem;
        var errors = new Dictionary<string, string[]>();
        if (await editor.EditAsync(existing!.Name, request, existing, Actor.Of(context.User)!.Name, errors, context.RequestAborted) is not { } row)
            return ApiProblem.Invalid(errors);
        if (await table.UpdateIfRevisionAsync(row, context.RequestAborted) is not { } changed)
            return ApiProblem.Changed($"Store '{existing.Name}'");
        await catalog.RefreshAsync(context.RequestAborted);
        AuditedAction.Explain(context, $"{request.Dialect} {request.Region} {request.Endpoint}");
        context.Response.Headers.ETag = $"\"{changed.Revision}\"";
        return TypedResults.Ok(StoreDocuments.Of(changed, catalog.Find(changed.Name)));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(string name, HttpContext context, StoreCatalog catalog, StoreTable table, StoreUses uses)
    {
        var (existing, problem) = await FindForChangeAsync(name, context, catalog, table);
        if (problem is not null)
            return problem;
        if (await uses.FindAsync(existing!.Name, context.RequestAborted) is { Count: > 0 } found)
            return ApiProblem.Conflict($"Store '{existing.Name}' is in use.", $"Cancel or delete these first: {string.Join(", ", found)}.");
        if (!await table.DeleteIfRevisionAsync(existing!.Name, existing.Revision, context.RequestAborted))
            return ApiProblem.Changed($"Store '{existing.Name}'");
        await catalog.RefreshAsync(context.RequestAborted);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<StoreTestDocument>, ValidationProblem, ProblemHttpResult>> TestAsync(
        string name, StoreTestRequest request, StoreCatalog catalog, CancellationToken cancellationToken)
    {
        if (request.Bucket is null || JobChecker.ObjectionToBucket(request.Bucket) is not null)
            return ApiProblem.Invalid("bucket", JobChecker.ObjectionToBucket(request.Bucket ?? "")!);
        return catalog.Find(name) is { } store
            ? TypedResults.Ok(await StoreTrial.RunAsync(name, store, request.Bucket, request.Prefix ?? "", cancellationToken))
            : NoSuchStore(name);
    }

    private static async Task<Results<Ok<ProbeDocument>, ValidationProblem, ProblemHttpResult>> ProbeAsync(
        string name, StoreProbeRequest request, HttpContext context, StoreCatalog catalog, IProbeLedger probes, TimeProvider time)
    {
        var from = new StoreLocation(name, request.Bucket ?? "", request.Prefix ?? "");
        var to = request.To ?? from;
        foreach (var (field, place) in new[] { ("bucket", from), ("to", to) })
            if (JobChecker.ObjectionToBucket(place.Bucket) is { } objection)
                return ApiProblem.Invalid(field, objection);
        if (catalog.Find(from.Store) is not { } source)
            return NoSuchStore(from.Store);
        if (catalog.Find(to.Store) is not { } destination)
            return NoSuchStore(to.Store);
        var probed = await new StoreProber(source, from, destination, to, time).ProbeAsync(context.RequestAborted);
        if (!probed.Succeeded)
            return ApiProblem.Of(StatusCodes.Status502BadGateway, $"{to} cannot be tried:", probed.Error.ToString());
        await probes.SaveAsync(from, to, probed.Value, context.RequestAborted);
        AuditedAction.Explain(context, $"{from} to {to}");
        return TypedResults.Ok(ProbeDocument.Of(from, to, probed.Value));
    }

    private static async Task<Results<Ok<RotatedDocument>, ProblemHttpResult>> RotateAsync(HttpContext context, SecretRotation rotation, StoreCatalog catalog)
    {
        try
        {
            var rotated = await rotation.RotateAsync(context.RequestAborted);
            await catalog.RefreshAsync(context.RequestAborted);
            AuditedAction.Explain(context, FormattableString.Invariant($"{rotated} secrets"));
            return TypedResults.Ok(new RotatedDocument(rotated));
        }
        catch (SecretUnavailableException missing)
        {
            return ApiProblem.Conflict("The secrets cannot be sealed anew.", missing.Message);
        }
    }

    private static async Task<(StoreRow? Row, ProblemHttpResult? Problem)> FindForChangeAsync(
        string name, HttpContext context, StoreCatalog catalog, StoreTable table)
    {
        if (catalog.IsConfigured(name))
            return (null, ApiProblem.Conflict($"Store '{name}' stands in the configuration.", "Change it there."));
        if (await table.FindAsync(name, context.RequestAborted) is not { } row)
            return (null, NoSuchStore(name));
        if (context.Request.Headers.IfMatch.Count == 0)
            return (null, ApiProblem.MatchRequired());
        return context.Request.Headers.IfMatch == $"\"{row.Revision}\"" ? (row, null) : (null, ApiProblem.Changed($"Store '{name}'"));
    }

    private static ProblemHttpResult NoSuchStore(string name) =>
        ApiProblem.NotFound($"There is no store '{name}' that can be used here.", "GET /api/v1/stores lists them.");
}

/// <summary>Where to try a store.</summary>
internal sealed record StoreTestRequest(string? Bucket, string? Prefix);

/// <summary>Where to try what a store does.</summary>
internal sealed record StoreProbeRequest
{
    [Description("The bucket that copies come from.")]
    public string? Bucket { get; init; }
    [Description("Beginning of its keys.")]
    public string? Prefix { get; init; }
    [Description("Where copies go, STORE:BUCKET/PREFIX: the scratch folder is made there. The bucket itself if left out.")]
    public StoreLocation? To { get; init; }
}

/// <summary>How many secrets were sealed anew.</summary>
internal sealed record RotatedDocument(int Rotated);
