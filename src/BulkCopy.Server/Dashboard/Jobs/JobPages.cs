using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests.Reading;
using BulkCopy.Engine.Planning;
using BulkCopy.Engine.Tiering;
using BulkCopy.ObjectStores;
using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Access;
using BulkCopy.Server.Api;
using BulkCopy.Server.Dashboard.Layout;
using BulkCopy.Server.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BulkCopy.Server.Dashboard.Jobs;

/// <summary>Making a job in steps.</summary>
internal static class JobPages
{
    private const int Sample = 20_000;
    private const int Inspected = 20;
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(10);

    public static void MapNewJob(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/jobs/new", ShowAsync).Needs(Role.Operator, Areas.Jobs);
        pages.MapPost("/jobs/new", CreateAsync).DisableAntiforgery().Needs(Role.Operator, Areas.Jobs).Audited("jobs.create");
    }

    private static async Task<IResult> ShowAsync(
        string? step, HttpContext context, JobChecker checker, StoreCatalog stores, StoreTable table, ManifestLook look, ManifestUploadTable uploads, EarlierFailures failures,
        TimeProvider time)
    {
        var draft = JobDraft.Of(context.Request.Query);
        var wanted = Enum.TryParse<JobStep>(step, ignoreCase: true, out var parsed) && Enum.IsDefined(parsed) ? parsed : JobStep.Source;
        var (spec, errors) = await CheckAsync(draft, context, checker, stores, look, uploads);
        // A step is shown once those before it are in order.
        var shown = errors.Keys.Select(JobDraft.StepOf).Where(wrong => wrong < wanted).DefaultIfEmpty(wanted).Min();
        var model = new JobModel
        {
            Draft = draft,
            Step = shown,
            // Whoever only arrives at a step, or goes back to it, has done nothing wrong yet.
            Errors = shown < wanted ? errors : new Dictionary<string, string[]>(),
            Stores = await NamesAsync(stores, table, context.RequestAborted),
            SourceClasses = ClassesOf(stores.Find(draft["sourceStore"])),
            DestinationClasses = ClassesOf(stores.Find(draft["destinationStore"])),
            CannedAcls = stores.Find(draft["destinationStore"])?.Dialect.CannedAcls ?? [],
            Preview = shown == JobStep.Plan && spec is not null ? await PlanAsync(spec, draft, stores, failures, time, context.RequestAborted) : null,
        };
        return Pages.Show<JobPage, JobModel>(context, model);
    }

    private static async Task<IResult> CreateAsync(HttpContext context, JobChecker checker, StoreCatalog stores, IRunLedger runs, ManifestLook look, ManifestUploadTable uploads)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var draft = JobDraft.Of(form);
        var (spec, errors) = await CheckAsync(draft, context, checker, stores, look, uploads);
        if (spec is null)
            return Pages.Problem(context, StatusCodes.Status400BadRequest, "The job cannot be made", string.Join(' ', errors.SelectMany(error => error.Value)));
        if (spec.Compare == ComparePolicy.Mirror && form["confirmDeletions"].Count == 0)
            return Pages.Problem(context, StatusCodes.Status400BadRequest, "The job was not made", "A mirror deletes objects: go back and confirm that it may.");
        var key = form["key"].ToString() is { Length: > 0 and <= 100 } given ? $"dashboard-{given}" : null;
        var run = await runs.CreateAsync(spec, key, context.RequestAborted);
        AuditedAction.Explain(context, $"run {run.Id}: {run.Spec.Source} to {run.Spec.Destination}");
        return Pages.SeeOther(context, $"/runs/{run.Id.Value}");
    }

    private static async Task<(JobSpec? Spec, Dictionary<string, string[]> Errors)> CheckAsync(
        JobDraft draft, HttpContext context, JobChecker checker, StoreCatalog stores, ManifestLook look, ManifestUploadTable uploads)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (draft["manifest"] is { Length: > 0 } manifest)
        {
            draft.Manifest = Guid.TryParse(manifest, out var upload) ? await uploads.FindAsync(upload, context.RequestAborted) : null;
            if (draft.Manifest is not { LandedAt: not null })
                errors["manifest.upload"] = ["The manifest has not been uploaded: upload it again."];
        }
        var declared = DraftReader.Read(draft, stores, errors);
        var found = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var spec = checker.Check(declared, Actor.Of(context.User)!, found);
        foreach (var (field, messages) in found)
            errors.TryAdd(field, messages);
        if (spec is not null && errors.Count == 0)
            spec = await look.PinAsync(spec, errors, context.RequestAborted);
        return (errors.Count == 0 ? spec : null, errors);
    }

    private static async Task<IReadOnlyList<string>> NamesAsync(StoreCatalog stores, StoreTable table, CancellationToken cancellationToken) =>
        [.. stores.ConfiguredNames.Concat((await table.ListAsync(cancellationToken)).Select(row => row.Name)).Distinct().Order(StringComparer.Ordinal)];

    private static IReadOnlyList<string> ClassesOf(IObjectStore? store) => [.. store?.Dialect.StorageClasses.Classes.Select(known => known.Name) ?? []];

    // A sample of the listing: enough for a price and for what cannot be carried, whatever the size of the place.
    private static async Task<JobPreview> PlanAsync(JobSpec spec, JobDraft draft, StoreCatalog stores, EarlierFailures failures, TimeProvider time, CancellationToken cancellationToken)
    {
        var key = Guid.NewGuid().ToString("N");
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(LongestLook);
        try
        {
            var options = new PlanOptions
            {
                Failures = failures, SampleObjects = Sample, ExpectedObjects = new DraftValues(draft, []).Number("expected"), InspectedObjects = Inspected, Prices = dialect => PriceReader.Read(PriceReader.DefaultText, dialect, out _),
            };
            return new JobPreview(spec, key, await new JobPlanner(stores, time).PlanAsync(spec, options, late.Token), null);
        }
        catch (Exception refused) when (refused is ObjectStoreException or RunStoppedException or ManifestFormatException)
        {
            return new JobPreview(spec, key, null, refused.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new JobPreview(spec, key, null, "The stores did not answer within ten seconds. The job can be made all the same.");
        }
    }
}
