using BulkCopy.Engine.Jobs;
using BulkCopy.ObjectStores;
using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Access;
using BulkCopy.Server.Dashboard.Layout;
using BulkCopy.Server.Options;
using BulkCopy.Server.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace BulkCopy.Server.Dashboard.Jobs;

/// <summary>Making a job in steps.</summary>
internal static class JobPages
{
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(10);

    public static void MapNewJob(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/jobs/new", ShowAsync).Needs(Role.Operator, Areas.Jobs);
        pages.MapPost("/jobs/new", CreateAsync).DisableAntiforgery().Needs(Role.Operator, Areas.Jobs).Audited("jobs.create");
    }

    private static async Task<IResult> ShowAsync(
        string? step, HttpContext context, DraftChecker checker, StoreCatalog stores, StoreTable table, ManifestUploadTable uploads, IOptions<ServerOptions> options)
    {
        var draft = JobDraft.Of(context.Request.Query);
        var wanted = Enum.TryParse<JobStep>(step, ignoreCase: true, out var parsed) && Enum.IsDefined(parsed) ? parsed : JobStep.Source;
        var (spec, errors) = await CheckAsync(draft, context, checker, uploads);
        // A step is shown once those before it are in order.
        var shown = errors.Keys.Select(JobDraft.StepOf).Where(wrong => wrong < wanted).DefaultIfEmpty(wanted).Min();
        var model = new JobModel
        {
            Draft = draft,
            Step = shown,
            Errors = shown < wanted ? errors : new Dictionary<string, string[]>(),
            Stores = await NamesAsync(stores, table, context.RequestAborted),
            Preview = shown == JobStep.Plan && spec is not null ? await LookAsync(spec, stores, options.Value.Approval, context.RequestAborted) : null,
        };
        return Pages.Show<JobPage, JobModel>(context, model);
    }

    private static async Task<IResult> CreateAsync(HttpContext context, DraftChecker checker, IRunLedger runs, ManifestUploadTable uploads)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var draft = JobDraft.Of(form);
        var (spec, errors) = await CheckAsync(draft, context, checker, uploads);
        if (spec is null)
            return Pages.Problem(context, StatusCodes.Status400BadRequest, "The job cannot be made", string.Join(' ', errors.SelectMany(error => error.Value)));
        var key = form["key"].ToString() is { Length: > 0 and <= 100 } given ? $"dashboard-{given}" : null;
        var run = await runs.CreateAsync(spec, key, context.RequestAborted);
        AuditedAction.Explain(context, $"run {run.Id}: {run.Spec.Source} to {run.Spec.Destination}");
        return Pages.SeeOther(context, $"/runs/{run.Id.Value}");
    }

    private static async Task<(JobSpec? Spec, Dictionary<string, string[]> Errors)> CheckAsync(
        JobDraft draft, HttpContext context, DraftChecker checker, ManifestUploadTable uploads)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (draft["manifest"] is { Length: > 0 } manifest)
        {
            draft.Manifest = Guid.TryParse(manifest, out var upload) ? await uploads.FindAsync(upload, context.RequestAborted) : null;
            if (draft.Manifest is not { LandedAt: not null })
                errors["manifest"] = ["The manifest has not been uploaded: upload it again."];
        }
        var declared = draft.Read(errors);
        var found = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var spec = checker.Check(declared, Actor.Of(context.User)!, found);
        foreach (var (field, messages) in found)
            errors.TryAdd(field, messages);
        return (errors.Count == 0 ? spec : null, errors);
    }

    private static async Task<IReadOnlyList<string>> NamesAsync(StoreCatalog stores, StoreTable table, CancellationToken cancellationToken) =>
        [.. stores.ConfiguredNames.Concat((await table.ListAsync(cancellationToken)).Select(row => row.Name)).Distinct().Order(StringComparer.Ordinal)];

    // One page of the listing: enough to see that the place is right, whatever its size.
    private static async Task<JobPreview> LookAsync(JobSpec spec, StoreCatalog stores, ApprovalOptions prices, CancellationToken cancellationToken)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(LongestLook);
        var key = Guid.NewGuid().ToString("N");
        try
        {
            var listed = await stores.Find(spec.Source.Store)!.ListObjectsAsync(
                new ListObjectsRequest { Bucket = spec.Source.Bucket, Prefix = spec.Source.Prefix }, late.Token);
            if (!listed.Succeeded)
                return new JobPreview(spec, key, 0, 0, false, 0, $"The source cannot be listed: {listed.Error}");
            var there = await stores.Find(spec.Destination.Store)!.HeadBucketAsync(spec.Destination.Bucket, late.Token);
            var bytes = listed.Value.Objects.Sum(one => one.Size);
            return new JobPreview(
                spec, key, listed.Value.Objects.Count, bytes, listed.Value.NextKeyMarker is not null, prices.Estimate(listed.Value.Objects.Count, bytes),
                there.Succeeded ? null : $"The destination cannot be reached: {there.Error}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new JobPreview(spec, key, 0, 0, false, 0, "The stores did not answer within ten seconds. The job can be made all the same.");
        }
    }
}
