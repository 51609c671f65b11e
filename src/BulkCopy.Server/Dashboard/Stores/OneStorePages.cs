using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Probing;
using BulkCopy.ObjectStores;
using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Access;
using BulkCopy.Server.Api;
using BulkCopy.Server.Dashboard.Layout;
using BulkCopy.Server.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace BulkCopy.Server.Dashboard.Stores;

/// <summary>One store: trying what it does, changing and deleting it.</summary>
internal static class OneStorePages
{
    private static readonly TimeSpan LongestProbe = TimeSpan.FromSeconds(60);

    public static void MapOneStorePages(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/stores/{name}", (string name, HttpContext context, StoreReader reader) => ShowAsync(name, context, reader, model => model)).Needs(Role.Viewer, Areas.Stores);
        pages.MapPost("/stores/{name}", ChangeAsync).DisableAntiforgery().Needs(Role.Admin, Areas.Stores).Audited("stores.update");
        pages.MapPost("/stores/{name}/test", TestAsync).DisableAntiforgery().Needs(Role.Operator, Areas.Stores).Audited("stores.test");
        pages.MapPost("/stores/{name}/probe", ProbeAsync).DisableAntiforgery().Needs(Role.Operator, Areas.Stores).Audited("stores.probe");
        pages.MapPost("/stores/{name}/delete", DeleteAsync).DisableAntiforgery().Needs(Role.Admin, Areas.Stores).Audited("stores.delete");
    }

    private static async Task<IResult> ShowAsync(string name, HttpContext context, StoreReader reader, Func<StoreModel, StoreModel> say)
    {
        if (await reader.FindAsync(name, context.RequestAborted) is not { } found)
            return Pages.Problem(context, StatusCodes.Status404NotFound, "There is no such store", "It may have been deleted.");
        var model = say(found);
        return Pages.Show<StorePage, StoreModel>(context, model, model.Problems.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }

    private static async Task<IResult> TestAsync(
        string name, HttpContext context, StoreReader reader, StoreCatalog catalog, [FromForm] string? bucket, [FromForm] string? prefix)
    {
        var place = new StoreLocation(name, bucket ?? "", prefix ?? "");
        if (Objection(place, catalog) is { } objection)
            return await ShowAsync(name, context, reader, model => model with { Problems = [objection], Bucket = place.Bucket, Prefix = place.Prefix });
        var trial = await StoreTrial.RunAsync(name, catalog.Find(name)!, place.Bucket, place.Prefix, context.RequestAborted);
        return await ShowAsync(name, context, reader, model => model with { Trial = trial, Bucket = place.Bucket, Prefix = place.Prefix });
    }

    private static async Task<IResult> ProbeAsync(
        string name, HttpContext context, StoreReader reader, StoreCatalog catalog, IProbeLedger probes, TimeProvider time,
        [FromForm] string? bucket, [FromForm] string? prefix, [FromForm] string? to)
    {
        var from = new StoreLocation(name, bucket ?? "", prefix ?? "");
        string? unreadable = null;
        var destination = to is { Length: > 0 } ? StoreLocation.Parse(to, out unreadable) : from;
        if ((unreadable ?? Objection(from, catalog) ?? Objection(destination!, catalog)) is { } objection)
            return await ShowAsync(name, context, reader, model => Say(model) with { Problems = [objection] });
        using var late = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        late.CancelAfter(LongestProbe);
        try
        {
            var probed = await new StoreProber(catalog.Find(from.Store)!, from, catalog.Find(destination!.Store)!, destination, time).ProbeAsync(late.Token);
            if (!probed.Succeeded)
                return await ShowAsync(name, context, reader, model => Say(model) with { Problems = [$"{destination} cannot be tried: {probed.Error}"] });
            await probes.SaveAsync(from, destination, probed.Value, context.RequestAborted);
            AuditedAction.Explain(context, $"{from} to {destination}");
            return await ShowAsync(name, context, reader, model => Say(model) with { Probe = new StoreProbeResult(from, destination, probed.Value) });
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            return await ShowAsync(name, context, reader, model => Say(model) with { Problems = [$"{destination} did not answer within a minute. What was made there is removed by the next probe."] });
        }

        StoreModel Say(StoreModel model) => model with { Bucket = from.Bucket, Prefix = from.Prefix, To = to ?? "" };
    }

    private static async Task<IResult> ChangeAsync(
        string name, HttpContext context, StoreReader reader, StoreCatalog catalog, StoreTable table, StoreEditor editor, [FromForm] int? revision,
        [FromForm] string? dialect, [FromForm] string? region, [FromForm] string? endpoint, [FromForm] string? addressing,
        [FromForm] string? accessKeyId, [FromForm] string? secret, [FromForm] string? token)
    {
        if (catalog.IsConfigured(name) || await table.FindAsync(name, context.RequestAborted) is not { } existing || existing.Revision != revision)
            return NotDone(context, name, "changed");
        var errors = new Dictionary<string, string[]>();
        var request = new StoreRequest
        {
            Dialect = dialect, Region = region, Endpoint = Given(endpoint), AccessKeyId = accessKeyId, SecretAccessKey = Given(secret), SessionToken = Given(token),
            Addressing = Enum.TryParse<AddressingStyle>(addressing, out var style) && Enum.IsDefined(style) ? style : null,
        };
        if (await editor.EditAsync(existing.Name, request, existing, Actor.Of(context.User)!.Name, errors, context.RequestAborted) is not { } row)
            return await ShowAsync(name, context, reader, model => model with { Problems = [.. errors.SelectMany(error => error.Value)] });
        if (await table.UpdateIfRevisionAsync(row, context.RequestAborted) is null)
            return NotDone(context, name, "changed");
        await catalog.RefreshAsync(context.RequestAborted);
        AuditedAction.Explain(context, $"{dialect} {region} {endpoint}{(secret is { Length: > 0 } ? ", with a new secret" : "")}");
        return Pages.SeeOther(context, $"/stores/{existing.Name}");
    }

    private static async Task<IResult> DeleteAsync(
        string name, HttpContext context, StoreReader reader, StoreCatalog catalog, StoreTable table, StoreUses uses, [FromForm] int? revision)
    {
        if (await uses.FindAsync(name, context.RequestAborted) is { Count: > 0 } found)
            return await ShowAsync(name, context, reader, model => model with { Problems = [$"The store is in use: {string.Join(", ", found)}. Cancel or delete these first."] });
        if (catalog.IsConfigured(name) || revision is null || !await table.DeleteIfRevisionAsync(name, revision.Value, context.RequestAborted))
            return NotDone(context, name, "deleted");
        await catalog.RefreshAsync(context.RequestAborted);
        return Pages.SeeOther(context, $"/stores");
    }

    private static string? Objection(StoreLocation place, StoreCatalog catalog) =>
        catalog.Find(place.Store) is null ? $"There is no store '{place.Store}' that can be used." : PlaceChecks.Problem(place);

    private static string? Given(string? text) => text is { Length: > 0 } ? text : null;

    private static RazorComponentResult<ProblemPage> NotDone(HttpContext context, string name, string what) =>
        Pages.Problem(context, StatusCodes.Status409Conflict, $"The store '{name}' was not {what}", "It stands in the configuration, or somebody changed or deleted it meanwhile. Look at it again.");
}
