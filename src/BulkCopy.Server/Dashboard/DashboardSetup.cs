using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Dashboard.Assets;
using BulkCopy.Server.Dashboard.Failures;
using BulkCopy.Server.Dashboard.Objects;
using BulkCopy.Server.Dashboard.Overview;
using BulkCopy.Server.Dashboard.Runs;
using BulkCopy.Server.Dashboard.Samples;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BulkCopy.Server.Dashboard;

/// <summary>Puts the dashboard together. Each page has a folder: an endpoint that reads, a model, a component that shows it.</summary>
internal static class DashboardSetup
{
    public static void AddDashboard(this IServiceCollection services)
    {
        services.AddSingleton<AssetFiles>().AddSingleton<RunSamples>().AddSingleton<RunPulse>();
        services.TryAddSingleton<FlowStates>();
        services.AddHostedService<RunSampler>();
        services.AddSingleton<OverviewReader>().AddSingleton<RunReader>();
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
    }
}
