using System.Text;
using BulkCopy.ObjectStores;
using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Access;
using BulkCopy.Server.Manifests;
using BulkCopy.Server.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace BulkCopy.Server.Api;

/// <summary>Manifests that browsers upload straight to a bucket.</summary>
internal static class ManifestsApi
{
    private const string Landing = "/manifests/landed";
    private const int LongestPrefix = 500;

    public static void MapManifests(this IEndpointRouteBuilder api)
    {
        var uploads = api.MapGroup("/manifest-uploads").WithTags("manifests");
        uploads.MapPost("", IssueAsync).Needs(Role.Operator, Areas.Manifests).Audited("manifests.issue").WithName("createManifestUpload")
            .WithSummary("Signs a form for uploading one manifest to a bucket.")
            .WithDescription("Post the fields in their order, then the file, to the URL; the store redirects to this server, which looks for the object.");
        uploads.MapGet("/{upload:guid}", ShowAsync).Needs(Role.Viewer, Areas.Manifests).WithName("getManifestUpload").WithSummary("What a form brought.");
    }

    /// <summary>Where stores redirect browsers to.</summary>
    public static void MapManifestLanding(this IEndpointRouteBuilder routes) =>
        routes.MapGet($"{Landing}/{{upload:guid}}", LandAsync).Needs(Role.Operator, Areas.Manifests).Audited("manifests.land").ExcludeFromDescription();

    private static async Task<Results<Created<ManifestFormDocument>, ValidationProblem, ProblemHttpResult>> IssueAsync(
        ManifestUploadRequest request, HttpContext context, StoreCatalog stores, ManifestForms forms)
    {
        if (request.Bucket is null || JobChecker.ObjectionToBucket(request.Bucket) is not null)
            return ApiProblem.Invalid("bucket", JobChecker.ObjectionToBucket(request.Bucket ?? "")!);
        if (request.MostBytes is < 1 or > ManifestForms.MostBytes)
            return ApiProblem.Invalid("mostBytes", $"'mostBytes' is a number from 1 to {ManifestForms.MostBytes}.");
        var prefix = request.Prefix ?? "";
        if (Encoding.UTF8.GetByteCount(prefix) > LongestPrefix || prefix.Any(char.IsControl) || prefix.Contains("${", StringComparison.Ordinal))
            return ApiProblem.Invalid("prefix", $"'prefix' has at most {LongestPrefix} bytes, no control characters and no '${{'.");
        if (stores.Find(request.Store ?? "") is not ObjectStoreClient store)
            return ApiProblem.Invalid("store", "'store' names no store here: GET /api/v1/stores lists those there are.");
        var (upload, form) = await forms.IssueAsync(
            store, request.Bucket, prefix, request.MostBytes ?? ManifestForms.MostBytes,
            id => $"{context.Request.Scheme}://{context.Request.Host}{context.Request.PathBase}{Landing}/{id}",
            Actor.Of(context.User)!.Name, context.RequestAborted);
        AuditedAction.Explain(context, $"{upload.Store}:{upload.Bucket}/{upload.KeyPrefix}");
        return TypedResults.Created(
            $"{context.Request.PathBase}{ApiSetup.Root}/manifest-uploads/{upload.Id}",
            new ManifestFormDocument(upload.Id, form.Url, [.. form.Fields.Select(field => new FormField(field.Key, field.Value))], upload.ExpiresAt));
    }

    private static async Task<Results<Ok<ManifestUploadRow>, ProblemHttpResult>> ShowAsync(
        Guid upload, ManifestUploadTable uploads, CancellationToken cancellationToken) =>
        await uploads.FindAsync(upload, cancellationToken) is { } found ? TypedResults.Ok(found) : NoSuchUpload(upload);

    private static async Task<Results<RedirectHttpResult, ProblemHttpResult>> LandAsync(
        Guid upload, string? bucket, string? key, string? etag, HttpContext context, ManifestUploadTable uploads, ManifestForms forms, StoreCatalog stores)
    {
        if (await uploads.FindAsync(upload, context.RequestAborted) is not { } found)
            return NoSuchUpload(upload);
        if (stores.Find(found.Store) is not { } store)
            return ApiProblem.Conflict($"The store '{found.Store}' is not there any more.", "Enter it again, then load this address again.");
        return await forms.LandAsync(found, store, bucket, key, etag, context.RequestAborted) is { } objection
            ? ApiProblem.Conflict(objection, "Upload the manifest again with a new form.")
            : TypedResults.Redirect($"{context.Request.PathBase}/jobs/new?manifest={upload}");
    }

    private static ProblemHttpResult NoSuchUpload(Guid upload) =>
        ApiProblem.NotFound($"There is no upload form {upload}.", "POST /api/v1/manifest-uploads makes one.");
}

/// <summary>Where a manifest is to go.</summary>
internal sealed record ManifestUploadRequest(string? Store, string? Bucket, string? Prefix, long? MostBytes);

/// <summary>A field of a form.</summary>
internal sealed record FormField(string Name, string Value);

/// <summary>A signed form.</summary>
internal sealed record ManifestFormDocument(Guid Id, string Url, IReadOnlyList<FormField> Fields, DateTimeOffset ExpiresAt);
