using BulkCopy.Engine.Jobs;
using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Access;
using BulkCopy.Server.Access.Pages;
using BulkCopy.Server.Api;
using BulkCopy.Server.Dashboard;
using BulkCopy.Server.Health;
using BulkCopy.Server.Manifests;
using BulkCopy.Server.Options;
using BulkCopy.Server.Secrets;
using BulkCopy.Server.Stores;
using BulkCopy.Server.Telemetry;
using BulkCopy.Server.Web;
using BulkCopy.Server.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace BulkCopy.Server;

/// <summary>Adds the server to a web application.</summary>
public static class ServerSetup
{
    private static readonly string[] ThisMachine = ["localhost", "127.0.0.1", "[::1]"];

    /// <summary>Adds what the server consists of. The options are checked when the application starts.</summary>
    public static IServiceCollection AddBulkCopyServer(this IServiceCollection services, ServerParts parts, ServerOptions options)
    {
        services.AddSingleton<IValidateOptions<ServerOptions>, ServerOptionsCheck>();
        services.AddSingleton(Microsoft.Extensions.Options.Options.Create(options));
        services.AddHostedService<OptionsGate>();
        services.AddSingleton(parts.Database).AddSingleton(parts.Runs).AddSingleton(parts.Reports).AddSingleton(parts.Stores).AddSingleton(parts.Time)
            .AddSingleton(new ServerAnnouncements(parts.Announce));
        if (parts.Schedules is { } schedules)
            services.AddSingleton(schedules);
        AddStores(services, options);
        services.AddSingleton<TrustedProxies>();
        services.Configure<HostFilteringOptions>(hosts =>
        {
            hosts.AllowedHosts = options.AllowedHosts.Count > 0 ? [.. options.AllowedHosts] : options.Access.Mode == AccessMode.Open ? ThisMachine : ["*"];
            hosts.IncludeFailureMessage = false;
        });
        services.Configure<ForwardedHeadersOptions>(forwarded => Trust(forwarded, options.Proxy));
        services.AddSingleton<WebhookTable>().AddSingleton<WebhookDeliveries>().AddSingleton<WebhookGuard>().AddSingleton<WebhookEditor>().AddSingleton<WebhookPost>();
        services.AddHostedService<WebhookSender>();
        services.AddAccess(options.Access);
        services.AddApi();
        services.AddHealth();
        services.AddTelemetry();
        services.AddRazorComponents();
        services.AddDashboard();
        return services;
    }

    /// <summary>Puts the server's middleware and endpoints into the application.</summary>
    public static WebApplication MapBulkCopyServer(this WebApplication application)
    {
        var options = application.Services.GetRequiredService<IOptions<ServerOptions>>().Value;
        application.UseMiddleware<PeerAddress>();
        application.UseMiddleware<RequestIds>();
        application.UseMiddleware<SecurityHeaders>();
        if (options.Proxy.Trusted.Count > 0)
            application.UseForwardedHeaders();
        // Outside of what answers for failures: the base is put back where it was on the way out, and their links need it.
        if (options.PathBase.Length > 0)
            application.UsePathBase(options.PathBase);
        application.UseExceptionHandler();
        application.UseStatusCodePages();
        application.UseHostFiltering();
        application.UseMiddleware<PathBaseCheck>();
        application.UseMiddleware<BodyLimit>();
        application.UseRouting();
        application.UseRateLimiter();
        application.UseAuthentication();
        application.UseAuthorization();
        application.UseMiddleware<CsrfGuard>();
        application.UseAntiforgery();
        application.MapHealth();
        application.MapMetrics(options.Telemetry);
        application.MapSignIn();
        application.MapApi();
        application.MapManifestLanding();
        application.MapDashboard();
        return application;
    }

    private static void AddStores(IServiceCollection services, ServerOptions options)
    {
        services.AddSingleton(_ => new MasterKeys(options.Secrets)).AddSingleton<SecretSealer>();
        services.AddSingleton(provider => new SecretRotation(
            provider.GetRequiredService<StoreTable>(), provider.GetRequiredService<WebhookTable>(), provider.GetRequiredService<SecretSealer>()));
        services.AddSingleton<StoreTable>().AddSingleton<EndpointGuard>().AddSingleton<StoreEditor>();
        services.AddSingleton(provider => new StoreCatalog(
            provider.GetRequiredService<ConfiguredStores>(), provider.GetRequiredService<StoreTable>(), provider.GetRequiredService<SecretSealer>(),
            provider.GetRequiredService<EndpointGuard>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<StoreCatalog>>()));
        services.AddSingleton<IStoreDirectory>(provider => provider.GetRequiredService<StoreCatalog>());
        services.AddHostedService<StoreCatalogRefresher>();
        services.AddSingleton<ManifestUploadTable>().AddSingleton<ManifestForms>();
    }

    private static void Trust(ForwardedHeadersOptions forwarded, ProxyOptions options)
    {
        forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost | ForwardedHeaders.XForwardedPrefix;
        forwarded.ForwardLimit = options.ForwardLimit;
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var trusted in options.Trusted)
            if (System.Net.IPNetwork.TryParse(trusted, out var network))
                forwarded.KnownIPNetworks.Add(network);
            else if (System.Net.IPAddress.TryParse(trusted, out var address))
                forwarded.KnownProxies.Add(address);
    }
}
