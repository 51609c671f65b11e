using System.Text.Json;
using BulkCopy.ObjectStores;
using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Access;
using BulkCopy.Server.Api;
using BulkCopy.Server.Dashboard.Layout;
using BulkCopy.Server.Secrets;
using BulkCopy.Server.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace BulkCopy.Server.Dashboard.Stores;

/// <summary>Stores: what there is, and entering one. Secrets go in and never come out.</summary>
internal static class StorePages
{
    public static void MapStorePages(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/stores", (HttpContext context, StoreCatalog catalog, StoreTable table, SecretSealer sealer) => ShowAsync(context, catalog, table, sealer, []))
            .Needs(Role.Viewer, Areas.Stores);
        pages.MapPost("/stores", CreateAsync).DisableAntiforgery().Needs(Role.Admin, Areas.Stores).Audited("stores.create");
        pages.MapOneStorePages();
    }

    private static async Task<IResult> ShowAsync(
        HttpContext context, StoreCatalog catalog, StoreTable table, SecretSealer sealer, IReadOnlyList<string> problems)
    {
        var rows = await table.ListAsync(context.RequestAborted);
        return Pages.Show<StoresPage, StoresModel>(
            context,
            new StoresModel(
                [
                    .. catalog.ConfiguredNames.Select(name => Line(name, catalog.Find(name))),
                    .. rows.Where(row => !catalog.IsConfigured(row.Name)).Select(row => Line(row, catalog.Find(row.Name) is not null)),
                ],
                Dialect.Names, problems, sealer.CanSeal),
            problems.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }

    private static async Task<IResult> CreateAsync(
        HttpContext context, StoreCatalog catalog, StoreTable table, SecretSealer sealer, StoreEditor editor,
        [FromForm] string? name, [FromForm] string? dialect, [FromForm] string? region, [FromForm] string? endpoint, [FromForm] string? accessKeyId, [FromForm] string? secret)
    {
        if (!sealer.CanSeal)
            return await ShowAsync(context, catalog, table, sealer, ["This server has no master key, so it cannot keep secrets. Set Server:Secrets:MasterKeyFrom."]);
        var errors = new Dictionary<string, string[]>();
        var request = new StoreRequest
        {
            Name = name, Dialect = dialect, Region = region, Endpoint = endpoint is { Length: > 0 } ? endpoint : null, AccessKeyId = accessKeyId, SecretAccessKey = secret,
        };
        if (await editor.EditAsync(name, request, null, Actor.Of(context.User)!.Name, errors, context.RequestAborted) is not { } row)
            return await ShowAsync(context, catalog, table, sealer, [.. errors.SelectMany(error => error.Value)]);
        if (catalog.IsConfigured(row.Name) || await table.CreateAsync(row, context.RequestAborted) is not { } made)
            return await ShowAsync(context, catalog, table, sealer, [$"There is a store '{row.Name}' already."]);
        await catalog.RefreshAsync(context.RequestAborted);
        AuditedAction.Explain(context, $"{made.Name}: {dialect} {region} {endpoint}");
        return Pages.SeeOther(context, $"/stores/{made.Name}");
    }

    private static StoreLine Line(string name, IObjectStore? store) =>
        new(name, store?.Dialect.Name ?? "", store?.Region ?? "", (store as ObjectStoreClient)?.Options.Endpoint, store is not null, null, null, null);

    private static StoreLine Line(StoreRow row, bool usable)
    {
        var settings = JsonSerializer.Deserialize<StoreSettings>(row.Settings, StoreCatalog.Json)!;
        return new StoreLine(row.Name, settings.Dialect, settings.Region, settings.Endpoint, usable, row.UpdatedBy, row.UpdatedAt, row.Revision);
    }
}

/// <summary>All stores.</summary>
public sealed record StoresModel(IReadOnlyList<StoreLine> Stores, IReadOnlyList<string> Dialects, IReadOnlyList<string> Problems, bool CanSeal);

/// <summary>A store without its secrets. Those of the configuration have no revision.</summary>
public sealed record StoreLine(string Name, string Dialect, string Region, string? Endpoint, bool IsUsable, string? UpdatedBy, DateTimeOffset? UpdatedAt, int? Revision);
