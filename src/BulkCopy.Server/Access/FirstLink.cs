using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Options;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace BulkCopy.Server.Access;

/// <summary>When the server starts and there is no account, prints a link that makes the first one: once, and for a while.</summary>
internal sealed class FirstLink(
    IOptions<ServerOptions> options, AccountTable accounts, SignInLinkTable links, IServer server, ServerAnnouncements announcements, ILogger<FirstLink> log)
    : IHostedLifecycleService
{
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        var access = options.Value.Access;
        if (access.Mode != AccessMode.Local || await accounts.AnyAsync(cancellationToken))
            return;
        var token = AccessToken.New();
        await links.CreateAsync(AccessToken.Hash(token), nameof(Role.Admin), access.LinkLifetime, cancellationToken);
        Log.FirstAccountNeeded(log);
        announcements.Say($"There is no account yet. Make the first, within {access.LinkLifetime.TotalHours:0.#} hours: {Address()}/sign-in/first?token={token}");
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private string Address() =>
        Reachable(server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? options.Value.EffectiveListen[0]) + options.Value.PathBase;

    /// <summary>An address that a browser on this machine can open, where one listens on all of them.</summary>
    internal static string Reachable(string address) =>
        address.TrimEnd('/').Replace("//0.0.0.0", "//localhost", StringComparison.Ordinal).Replace("//[::]", "//localhost", StringComparison.Ordinal);
}
