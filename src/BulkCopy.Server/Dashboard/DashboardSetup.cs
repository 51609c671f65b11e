using BulkCopy.Engine.Scheduling;
using BulkCopy.Engine.Tiering;
using BulkCopy.Postgres.Queries;
using BulkCopy.Postgres.Tiering;
using BulkCopy.Server.Dashboard.Accounts;
using BulkCopy.Server.Dashboard.Assets;
using BulkCopy.Server.Dashboard.Audit;
using BulkCopy.Server.Dashboard.Classes;
using BulkCopy.Server.Dashboard.Failures;
using BulkCopy.Server.Dashboard.Jobs;
using BulkCopy.Server.Dashboard.Objects;
using BulkCopy.Server.Dashboard.Overview;
using BulkCopy.Server.Dashboard.Reference;
using BulkCopy.Server.Dashboard.Runs;
using BulkCopy.Server.Dashboard.Samples;
using BulkCopy.Server.Dashboard.Schedules;
using BulkCopy.Server.Dashboard.Stores;
using BulkCopy.Server.Dashboard.Versions;
using BulkCopy.Server.Dashboard.Webhooks;
using BulkCopy.Server.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;

namespace BulkCopy.Server.Dashboard;

/// <summary>Puts the dashboard together. Each page has a folder: an endpoint that reads, a model, a component that shows it.</summary>
internal static class DashboardSetup
{
    public static void AddDashboard(this IServiceCollection services)
    {
        services.AddSingleton<AssetFiles>().AddSingleton<RunSamples>().AddSingleton<RunPulse>();
        services.TryAddSingleton<FlowStates>();
        services.AddHostedService<RunSampler>();
        services.AddSingleton<OverviewReader>().AddSingleton<RunReader>().AddSingleton<ManifestLook>().AddSingleton<StoreUses>().AddSingleton<StoreReader>().AddSingleton<VersionReader>();
        services.AddSingleton<RestoreWaits>().AddSingleton<RunSegments>().AddSingleton<PrefixHeat>();
        services.TryAddSingleton<ITransitionLedger>(provider => new TransitionLedger(provider.GetRequiredService<NpgsqlDataSource>()));
    }

    public static void MapDashboard(this IEndpointRouteBuilder routes)
    {
        routes.MapAssets();
        var pages = routes.MapGroup("");
        pages.WithMetadata(new ExcludeFromDescriptionAttribute());
        pages.MapOverview();
        pages.MapRunPages();
        pages.MapRunForms();
        pages.MapFailures();
        pages.MapObject();
        pages.MapNewJob();
        pages.MapManifestPages();
        pages.MapVersions();
        pages.MapClasses();
        if (routes.ServiceProvider.GetService<IRunScheduler>() is not null)
            pages.MapSchedulePages();
        pages.MapStorePages();
        pages.MapAuditPage();
        pages.MapAccountPages();
        pages.MapWebhookPages();
        pages.MapReference();
    }
}
