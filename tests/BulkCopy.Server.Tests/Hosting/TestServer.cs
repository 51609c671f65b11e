using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using BulkCopy.Engine.Jobs;
using BulkCopy.Postgres.Ledger;
using BulkCopy.Postgres.Queries;
using BulkCopy.Postgres.Scheduling;
using BulkCopy.Scheduling;
using BulkCopy.Server.Access;
using BulkCopy.Server.Options;
using BulkCopy.Server.Stores;
using BulkCopy.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace BulkCopy.Server.Tests.Hosting;

/// <summary>The whole server on a free port of this machine, with a database of its own.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    public const string Password = "planted-Password-0001";

    // A request that asks first whether its body is wanted sends none of it before it is told.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly PostgresFixture postgres;
    private readonly WebApplication application;
    private readonly SocketsHttpHandler handler = new() { UseCookies = false, AllowAutoRedirect = false, Expect100ContinueTimeout = Patience };
    private readonly ConcurrentDictionary<Role, string> keys = new();

    private TestServer(PostgresFixture postgres, NpgsqlDataSource database, WebApplication application, TestLog log, ConcurrentQueue<string> said)
    {
        (this.postgres, Database, this.application, Log, Said) = (postgres, database, application, log, said);
        Root = new Uri(application.Urls.First());
    }

    public NpgsqlDataSource Database { get; }

    public Uri Root { get; }

    public IServiceProvider Services => application.Services;

    public TestLog Log { get; }

    /// <summary>What was said to whoever started the server.</summary>
    public ConcurrentQueue<string> Said { get; }

    public IRunLedger Runs => Services.GetRequiredService<IRunLedger>();

    public static async Task<TestServer> StartAsync(
        PostgresFixture postgres, Action<ServerOptions>? configure = null, IStoreDirectory? stores = null, NpgsqlDataSource? database = null)
    {
        database ??= await postgres.CreateDatabaseAsync();
        var options = new ServerOptions { Listen = { "http://127.0.0.1:0" }, Access = { SignInsPerMinute = 10_000 } };
        configure?.Invoke(options);
        var log = new TestLog();
        var said = new ConcurrentQueue<string>();
        var application = ServerHost.Build(
            new ServerParts
            {
                Database = database,
                Runs = new RunLedger(database),
                Reports = new ReportLedger(database),
                Stores = new ConfiguredStores(stores ?? new TestStores(), ["cos-beijing", "oss-hangzhou"]),
                Schedules = Scheduler(database),
                Announce = said.Enqueue,
            },
            options, logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log));
        await application.StartAsync();
        return new TestServer(postgres, database, application, log, said);
    }

    private static RunScheduler Scheduler(NpgsqlDataSource database)
    {
        var ledger = new ScheduleLedger(database);
        return new RunScheduler(ledger, new ScheduleFirer(ledger, new RunLedger(database), NullLogger<ScheduleFirer>.Instance), TimeProvider.System);
    }

    /// <summary>A client that follows nothing and keeps nothing.</summary>
    public HttpClient Anonymous() => new(handler, disposeHandler: false) { BaseAddress = Root };

    /// <summary>A browser: keeps cookies, follows nothing.</summary>
    public HttpClient Browser() =>
        new(new SocketsHttpHandler { CookieContainer = new CookieContainer(), AllowAutoRedirect = false, Expect100ContinueTimeout = Patience }) { BaseAddress = Root };

    /// <summary>A client with an API key of this role.</summary>
    public async Task<HttpClient> AsAsync(Role role)
    {
        if (!keys.TryGetValue(role, out var key))
        {
            key = AccessToken.New(AccessToken.ApiKeyPrefix);
            await Services.GetRequiredService<ApiKeyTable>()
                .CreateAsync($"{role} of tests", AccessToken.Hash(key), role.ToString(), [], "tests", DateTimeOffset.UnixEpoch.AddYears(100), CancellationToken.None);
            keys[role] = key;
        }
        return WithKey(key);
    }

    /// <summary>A client with this API key.</summary>
    public HttpClient WithKey(string key)
    {
        var client = Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    /// <summary>Makes a local account with <see cref="Password"/>.</summary>
    public async Task<AccountRow> AddAccountAsync(string name, Role role)
    {
        var hash = Services.GetRequiredService<PasswordBook>().Hash(name, Password);
        return (await Services.GetRequiredService<AccountTable>().CreateAsync(name, role.ToString(), hash, CancellationToken.None))!;
    }

    public async ValueTask DisposeAsync()
    {
        await application.StopAsync();
        await application.DisposeAsync();
        handler.Dispose();
        await postgres.DropDatabaseAsync(Database);
    }
}
