using BulkCopy.Server.Options;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace BulkCopy.Server;

/// <summary>The server as an application of its own.</summary>
public static class ServerHost
{
    private const int RequestLineBytes = 16 * 1024;

    /// <summary>Builds the application; it listens once it is started.</summary>
    /// <param name="parts">What it works with.</param>
    /// <param name="options">How it is reached and whom it trusts.</param>
    /// <param name="logging">Where its log goes; to nowhere by default.</param>
    /// <param name="more">Adds services of the host, such as workers.</param>
    public static WebApplication Build(
        ServerParts parts, ServerOptions options, Action<ILoggingBuilder>? logging = null, Action<IServiceCollection>? more = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = typeof(ServerHost).Assembly.GetName().Name });
        // What stands in files and variables has been read by the host; the framework is not to read some of it again.
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection();
        builder.Logging.ClearProviders();
        logging?.Invoke(builder.Logging);
        // Below, the framework logs addresses as they came, line ends and all.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Information);
        // Its lines hold query strings, and with them one-time links and codes of sign-ins at a provider.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.MaxRequestBytes;
            kestrel.Limits.MaxRequestLineSize = RequestLineBytes;
            kestrel.Limits.MaxRequestHeaderCount = 100;
        });
        builder.WebHost.UseUrls([.. options.EffectiveListen]);
        builder.Services.AddBulkCopyServer(parts, options);
        // They would filter hosts and believe proxies by variables of the environment, before the server's own middleware.
        builder.Services.RemoveAll<IStartupFilter>();
        more?.Invoke(builder.Services);
        return builder.Build().MapBulkCopyServer();
    }
}
