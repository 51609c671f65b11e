using System.Text;
using BulkCopy.ObjectStores;
using BulkCopy.ObjectStores.PostObjects;
using BulkCopy.Server.Access;
using BulkCopy.Server.Api;
using BulkCopy.Server.Dashboard.Layout;
using BulkCopy.Server.Manifests;
using BulkCopy.Server.Stores;
using BulkCopy.Server.Web;
using BulkCopy.Postgres.Queries;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace BulkCopy.Server.Dashboard.Jobs;

/// <summary>Uploading a manifest from the browser straight into a bucket.</summary>
internal static class ManifestPages
{
    private const int LongestPrefix = 500;

    public static void MapManifestPages(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/jobs/new/manifest", (HttpContext context, StoreCatalog stores, StoreTable table) => AskAsync(context, stores, table, null))
            .Needs(Role.Operator, Areas.Manifests);
        pages.MapPost("/jobs/new/manifest", IssueAsync).DisableAntiforgery().Needs(Role.Operator, Areas.Manifests).Audited("manifests.issue");
    }

    private static async Task<IResult> AskAsync(HttpContext context, StoreCatalog stores, StoreTable table, string? objection)
    {
        var names = stores.ConfiguredNames.Concat((await table.ListAsync(context.RequestAborted)).Select(row => row.Name)).Distinct().Order(StringComparer.Ordinal);
        return Pages.Show<ManifestPage, ManifestModel>(
            context, new ManifestModel([.. names], null, objection), objection is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }

    private static async Task<IResult> IssueAsync(
        HttpContext context, StoreCatalog stores, StoreTable table, ManifestForms forms, [FromForm] string? store, [FromForm] string? bucket, [FromForm] string? prefix)
    {
        var into = prefix ?? "";
        var objection = JobChecker.ObjectionToBucket(bucket ?? "")
            ?? (Encoding.UTF8.GetByteCount(into) > LongestPrefix || into.Any(char.IsControl) || into.Contains("${", StringComparison.Ordinal)
                ? $"A prefix has at most {LongestPrefix} bytes, no control characters and no '${{'." : null);
        if (objection is not null || stores.Find(store ?? "") is not ObjectStoreClient client)
            return await AskAsync(context, stores, table, objection ?? "Choose a store.");
        var (upload, form) = await forms.IssueAsync(
            client, bucket!, into, ManifestForms.MostBytes,
            id => $"{context.Request.Scheme}://{context.Request.Host}{context.Request.PathBase}/manifests/landed/{id}",
            Actor.Of(context.User)!.Name, context.RequestAborted);
        AuditedAction.Explain(context, $"{upload.Store}:{upload.Bucket}/{upload.KeyPrefix}");
        FormTargets.Allow(context, new Uri(form.Url));
        return Pages.Show<ManifestPage, ManifestModel>(context, new ManifestModel([], new ManifestForm(upload, form), null));
    }
}

/// <summary>Uploading a manifest.</summary>
/// <param name="Stores">Stores to choose from.</param>
/// <param name="Form">The signed form, once a bucket was chosen.</param>
/// <param name="Objection">Why it was not signed.</param>
public sealed record ManifestModel(IReadOnlyList<string> Stores, ManifestForm? Form, string? Objection);

/// <summary>A form that uploads to a bucket.</summary>
public sealed record ManifestForm(ManifestUploadRow Upload, PostForm Form);
