using System.Text.Json.Serialization;
using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Manifests.Reading;
using BulkCopy.Engine.Probing;
using BulkCopy.Engine.Scheduling;
using BulkCopy.Engine.Tiering;
using BulkCopy.Postgres.Ledger;
using BulkCopy.Postgres.Queries;
using BulkCopy.Postgres.Tiering;
using BulkCopy.Server.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace BulkCopy.Server.Api;

/// <summary>Puts the REST API together. Each group of endpoints has a file of its own.</summary>
internal static class ApiSetup
{
    public const string Root = "/api/v1";

    public static void AddApi(this IServiceCollection services)
    {
        // Before the writer of JSON, so that it is asked first.
        services.AddSingleton<IProblemDetailsWriter, PageProblemWriter>();
        services.AddProblemDetails(problems => problems.CustomizeProblemDetails = context =>
            context.ProblemDetails.Extensions["requestId"] = context.HttpContext.TraceIdentifier);
        services.AddSingleton<IProblemDetailsWriter, LastProblemWriter>();
        services.AddExceptionHandler<ProblemExceptionHandler>();
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(json =>
        {
            SpecJson.AddTo(json.SerializerOptions);
            json.SerializerOptions.Converters.Add(new JsonStringEnumConverter(allowIntegerValues: false));
            json.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            json.SerializerOptions.RespectNullableAnnotations = true;
            json.SerializerOptions.AllowDuplicateProperties = false;
        });
        services.AddSingleton<EntryPages>().AddSingleton<JobPages>().AddSingleton<RunPriority>().AddSingleton<RunEvents>().AddSingleton<WorkerPages>()
            .AddSingleton<UploadPages>().AddSingleton<UploadSummaries>().AddSingleton<RunRetention>().AddSingleton<DropExpiredRuns>().AddSingleton<RunExport>().AddSingleton<CertificateAudit>()
            .AddSingleton<FlowOverview>().AddSingleton<FlowLimitTable>().AddSingleton<IProbeLedger, ProbeLedger>().AddSingleton<RetryFailed>().AddSingleton<LedgerGauges>().AddSingleton<ITransitionLedger, TransitionLedger>();
        services.AddSingleton<RunSteering>().AddSingleton<RunApproval>().AddSingleton<CarryCheck>().AddSingleton<JobChecker>().AddSingleton<ManifestCheck>().AddSingleton<IManifestLedger, ManifestLedger>().AddSingleton<EarlierFailures>().AddSingleton<FailureGroups>().AddSingleton<StreamGate>().AddSingleton<StreamListener>();
        services.AddApiDocument();
    }

    public static void MapApi(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup(Root).DisableAntiforgery();
        api.MapSession();
        api.MapJobs();
        api.MapPlans();
        api.MapRuns();
        api.MapRunActions();
        api.MapRunContents();
        api.MapRunRecords();
        api.MapCertificates();
        api.MapRetention();
        api.MapRunStream();
        if (routes.ServiceProvider.GetService<IRunScheduler>() is not null)
            api.MapSchedules();
        api.MapTiering();
        api.MapStores();
        api.MapLimits();
        api.MapWorkers();
        api.MapManifests();
        api.MapWebhooks();
        api.MapAudit();
        api.MapAccounts();
        api.MapApiKeys();
        routes.MapApiDocument();
    }
}
