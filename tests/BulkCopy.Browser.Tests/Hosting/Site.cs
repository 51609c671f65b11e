using System.Collections.Concurrent;
using System.Security.Cryptography;
using BulkCopy.Emulator;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Tiering;
using BulkCopy.Engine.Workers;
using BulkCopy.ObjectStores;
using BulkCopy.Postgres.Ledger;
using BulkCopy.Postgres.Queries;
using BulkCopy.Postgres.Scheduling;
using BulkCopy.Scheduling;
using BulkCopy.Server;
using BulkCopy.Server.Access;
using BulkCopy.Server.Options;
using BulkCopy.Server.Stores;
using BulkCopy.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Playwright;
using Npgsql;
using Xunit;

namespace BulkCopy.Browser.Tests.Hosting;

/// <summary>All of it, living: a database, an emulator, the server under a path base, a worker, a browser.</summary>
internal sealed class Site : IAsyncDisposable
{
    public const string Password = "planted-Password-0005";
    public const string PathBase = "/copy";

    private const string MasterKey = "BULKCOPY_BROWSER_MASTER_KEY";

    private readonly PostgresFixture postgres;
    private readonly WebApplication application;
    private readonly CancellationTokenSource stop = new();
    private readonly ILoggerFactory logs;
    private Task working = Task.CompletedTask;

    private Site(PostgresFixture postgres, NpgsqlDataSource database, EmulatorServer emulator, WebApplication application, IBrowser browser)
    {
        (this.postgres, Database, Emulator, this.application, Browser) = (postgres, database, emulator, application, browser);
        logs = LoggerFactory.Create(logging => logging.AddProvider(new SiteLog(Log)));
        Root = application.Urls.First() + PathBase;
    }

    public NpgsqlDataSource Database { get; }

    /// <summary>What the worker warned of.</summary>
    public ConcurrentQueue<string> Log { get; } = new();

    public EmulatorServer Emulator { get; }

    public IBrowser Browser { get; }

    /// <summary>Where pages begin.</summary>
    public string Root { get; }

    public IServiceProvider Services => application.Services;

    public IRunLedger Runs => Services.GetRequiredService<IRunLedger>();

    public static async Task<Site> StartAsync(PostgresFixture postgres, Chromium chromium, Action<ServerOptions>? configure = null)
    {
        var database = await postgres.CreateDatabaseAsync();
        var emulator = await EmulatorServer.StartAsync(
            new EmulatorOptions { Accounts = [new EmulatorAccount { AccessKey = SiteStores.AccessKeyId, Secret = SiteStores.Secret }] }, TimeProvider.System, CancellationToken.None);
        var browser = await chromium.StartAsync(emulator.Endpoint.Authority);
        var options = new ServerOptions { Listen = { "http://127.0.0.1:0" }, PathBase = PathBase, Access = { SignInsPerMinute = 10_000 } };
        Environment.SetEnvironmentVariable(MasterKey, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        options.Secrets.MasterKeyFrom = $"env:{MasterKey}";
        options.Endpoints.Allowed.Add("localhost");
        options.Endpoints.AllowPrivateAddresses = true;
        configure?.Invoke(options);
        var schedules = new ScheduleLedger(database);
        var application = ServerHost.Build(
            new ServerParts
            {
                Database = database,
                Runs = new RunLedger(database),
                Reports = new ReportLedger(database),
                Stores = new ConfiguredStores(new SiteStores(emulator.Endpoint.Authority), SiteStores.Names),
                Schedules = new RunScheduler(schedules, new ScheduleFirer(schedules, new RunLedger(database), NullLogger<ScheduleFirer>.Instance), TimeProvider.System),
                Announce = _ => { },
            },
            options);
        await application.StartAsync();
        var site = new Site(postgres, database, emulator, application, browser);
        foreach (var (name, role) in new[] { ("ada", Role.Admin), ("omar", Role.Operator), ("vera", Role.Viewer) })
            await site.Services.GetRequiredService<AccountTable>().CreateAsync(
                name, role.ToString(), site.Services.GetRequiredService<PasswordBook>().Hash(name, Password), CancellationToken.None);
        return site;
    }

    /// <summary>Starts a worker.</summary>
    public void Work()
    {
        var options = new WorkerOptions { Name = "worker-1:4711", Concurrency = 16, PollInterval = TimeSpan.FromMilliseconds(100), Lease = TimeSpan.FromMinutes(10) };
        var host = new WorkerHost(
            PostgresLedger.Over(Database), Services.GetRequiredService<IStoreDirectory>(), options, TimeProvider.System, logs.CreateLogger<WorkerHost>());
        working = host.RunAsync(stop.Token, stop.Token);
    }

    /// <summary>Makes a job and its run.</summary>
    public Task<Run> CreateAsync(string name, string source, string destination, Func<JobSpec, JobSpec>? change = null)
    {
        var spec = new JobSpec { Name = name, Source = StoreLocation.Parse(source, out _)!, Destination = StoreLocation.Parse(destination, out _)! };
        return Runs.CreateAsync(change?.Invoke(spec) ?? spec, null, CancellationToken.None);
    }

    /// <summary>Makes a tiering job and its run.</summary>
    public Task<Run> TierAsync(string place, string policy)
    {
        var read = PolicyReader.Read(policy, Store.Dialect);
        Assert.Empty(read.Problems);
        var tiering = new TieringSpec { Policy = read.Policy!, Prices = PriceReader.Read(PriceReader.DefaultText, Store.Dialect.Name, out _) };
        return Runs.CreateAsync(TieringJobs.Declare(StoreLocation.Parse(place, out _)!, tiering, "Tiering of " + place), null, CancellationToken.None);
    }

    /// <summary>Keeps the versions of a bucket from now on.</summary>
    public async Task VersionAsync(string bucket) => (await Store.SetVersioningAsync(bucket, BucketVersioning.Enabled, CancellationToken.None)).ValueOrThrow();

    /// <summary>Writes an object anew.</summary>
    public async Task OverwriteAsync(string bucket, string key)
    {
        using var content = new MemoryStream(new byte[70_000]);
        (await Store.PutObjectAsync(new PutObjectRequest { Bucket = bucket, Key = key, Content = content, Length = content.Length }, CancellationToken.None)).ValueOrThrow();
    }

    public IObjectStore Store => Services.GetRequiredService<IStoreDirectory>().Find("cos-beijing")!;

    /// <summary>Waits until a run is in one of these states.</summary>
    public async Task<Run> UntilAsync(RunId run, params RunState[] states)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        for (var looks = 0; ; looks++)
        {
            var now = await Runs.FindAsync(run, CancellationToken.None);
            if (now is not null && states.Contains(now.State))
                return now;
            Assert.True(looks < 1800, $"Run {run} is {now?.State} ({now?.StateReason}), {now?.Totals}; {string.Join(" ", Log)}");
            await timer.WaitForNextTickAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        await stop.CancelAsync();
        await working;
        await application.StopAsync();
        await application.DisposeAsync();
        await Emulator.DisposeAsync();
        await postgres.DropDatabaseAsync(Database);
        stop.Dispose();
        logs.Dispose();
    }
}
