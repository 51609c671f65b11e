using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using BulkCopy.Emulator;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Workers;
using BulkCopy.ObjectStores;
using BulkCopy.Postgres.Ledger;
using BulkCopy.Server.Access;
using BulkCopy.Server.Options;
using BulkCopy.Server.Telemetry;
using BulkCopy.Server.Tests.Hosting;
using BulkCopy.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Xunit;

namespace BulkCopy.Server.Tests.Security;

/// <summary>
/// A server with a distinctive secret in every place that holds one, people and programs that use them, and a run that a worker has copied with a customer's key.
/// Everything that is logged and traced meanwhile is kept.
/// </summary>
public sealed class SecretScene(PostgresFixture postgres) : IAsyncDisposable
{
    private const string ClientSecret = "planted-client-secret-0005";
    private const string CollectorKey = "planted-collector-key-0006";
    private const string DatabasePassword = "planted-database-password-0008";
    private const string ProviderToken = "planted-provider-token-0009";
    private const string SessionToken = "planted-session-token-0010";

    private readonly SemaphoreSlim one = new(1, 1);
    private readonly List<IAsyncDisposable> owned = [];
    private readonly ConcurrentDictionary<string, string> secrets = new(StringComparer.Ordinal);
    private ActivityListener? listener;
    private TestServer? server;

    /// <summary>What was planted, by what it is, in every spelling that it may be found in.</summary>
    internal IReadOnlyList<(string What, string Spelling)> Secrets =>
    [
        .. from secret in secrets
           from spelling in new[]
           {
               secret.Value, Uri.EscapeDataString(secret.Value), Convert.ToBase64String(Encoding.UTF8.GetBytes(secret.Value)), Convert.ToHexStringLower(Encoding.UTF8.GetBytes(secret.Value)),
           }.Distinct()
           select (secret.Key, spelling),
    ];

    /// <summary>Spans with all that is on them.</summary>
    internal ConcurrentQueue<string> Spans { get; } = new();

    /// <summary>Which secrets stand in a text.</summary>
    internal IEnumerable<string> FoundIn(string text) =>
        Secrets.Where(secret => text.Contains(secret.Spelling, StringComparison.OrdinalIgnoreCase)).Select(secret => secret.What).Distinct();

    internal async Task<TestServer> OpenAsync()
    {
        await one.WaitAsync();
        try
        {
            return server ??= await StartAsync();
        }
        finally
        {
            one.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
            await server.DisposeAsync();
        foreach (var thing in owned)
            await thing.DisposeAsync();
        listener?.Dispose();
        one.Dispose();
    }

    private async Task<TestServer> StartAsync()
    {
        listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span => Spans.Enqueue(Describe(span)),
        };
        ActivitySource.AddActivityListener(listener);
        Environment.SetEnvironmentVariable("BULKCOPY_TEST_PLANTED_CLIENT_SECRET", ClientSecret);
        Environment.SetEnvironmentVariable("BULKCOPY_TEST_PLANTED_COLLECTOR", $"x-api-key={CollectorKey}");
        var provider = await ProviderAsync();
        owned.Add(provider);
        var emulator = await EmulatorServer.StartAsync(
            new EmulatorOptions { Accounts = [new EmulatorAccount { AccessKey = TestStores.AccessKeyId, Secret = TestStores.Secret }] }, TimeProvider.System, CancellationToken.None);
        owned.Add(emulator);
        var stores = new TestStores(emulator.Endpoint.Authority);
        await ApiScene.FillBucketAsync(stores.Find("cos-beijing")!);
        var plain = await postgres.CreateDatabaseAsync();
        // The tests' server asks nobody for a password, so that any will do.
        var database = LedgerDataSource.Create(new NpgsqlConnectionStringBuilder(plain.ConnectionString) { Password = DatabasePassword }.ConnectionString);
        var started = await TestServer.StartAsync(postgres, options => Configure(options, provider.Urls.First()), stores, database);
        await ApiScene.BuildAsync(started);
        foreach (var (what, value) in new[]
        {
            ("password", TestServer.Password), ("secret of a configured store", TestStores.Secret), ("secret of an entered store", ApiScene.EnteredSecret), ("webhook's secret", ApiScene.HookSecret),
            ("customer's key", TestStores.CustomerKeyText), ("OAuth client secret", ClientSecret), ("collector's key", CollectorKey), ("database password", DatabasePassword),
            ("provider's token", ProviderToken), ("session token of a store", SessionToken), ("master key", Environment.GetEnvironmentVariable("BULKCOPY_TEST_MASTER_KEY")!),
        })
            secrets[what] = value;
        await UseAsync(started);
        await CopyAsync(started, stores);
        return started;
    }

    private static void Configure(ServerOptions options, string provider)
    {
        options.Secrets.MasterKeyFrom = MasterKey.Reference;
        options.Endpoints.AllowPrivateAddresses = true;
        options.Telemetry.OtlpEndpoint = new Uri($"{provider}/collector");
        options.Telemetry.OtlpTransport = OtlpTransport.HttpProtobuf;
        options.Telemetry.OtlpHeadersFrom = "env:BULKCOPY_TEST_PLANTED_COLLECTOR";
        options.Telemetry.TraceRatio = 1;
        options.Access.GroupRoles["storage-ops"] = "Operator";
        options.Access.OAuth = new OAuthSignInOptions
        {
            ClientId = "bulkcopy", ClientSecretFrom = "env:BULKCOPY_TEST_PLANTED_CLIENT_SECRET", AuthorizationEndpoint = $"{provider}/authorize",
            TokenEndpoint = $"{provider}/token", UserInformationEndpoint = $"{provider}/userinfo",
        };
    }

    // Every secret is used once, so that it has gone wherever it goes.
    private async Task UseAsync(TestServer running)
    {
        secrets["first link"] = running.Said.Single(sentence => sentence.Contains("token=", StringComparison.Ordinal)).Split("token=")[1];
        using var admin = await running.AsAsync(Role.Admin);
        secrets["API key"] = admin.DefaultRequestHeaders.Authorization!.Parameter!;
        using var browser = new BrowserSession(running.Browser());
        (await browser.Client.GetAsync($"/sign-in/first?token={secrets["first link"]}")).Dispose();
        using var signedIn = await browser.SignInAsync("root", TestServer.Password);
        secrets["session"] = signedIn.Headers.GetValues("Set-Cookie").Last(cookie => cookie.StartsWith(SessionAuthentication.CookieName, StringComparison.Ordinal)).Split('=', ';')[1];
        (await browser.Client.GetAsync("/")).EnsureSuccessStatusCode();
        using var visitor = new BrowserSession(running.Browser());
        using var away = await visitor.Client.GetAsync("/sign-in/provider");
        var state = System.Web.HttpUtility.ParseQueryString(away.Headers.Location!.Query)["state"]!;
        using var back = await visitor.Client.GetAsync($"/sign-in/callback?code=one&state={Uri.EscapeDataString(state)}");
        Assert.Equal("/", back.Headers.Location!.OriginalString);
        using var made = await admin.PostAsJsonAsync("/api/v1/api-keys", new { name = "made", role = "Viewer", days = 1 });
        secrets["API key that was made"] = (await made.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>()).GetProperty("key").GetString()!;
        using var entered = await admin.PostAsJsonAsync("/api/v1/stores", new
        {
            name = "temporary", dialect = "cos", region = "ap-beijing", accessKeyId = "AKIDTEMPORARY", secretAccessKey = ApiScene.EnteredSecret, sessionToken = SessionToken,
        });
        entered.EnsureSuccessStatusCode();
        foreach (var store in new[] { "cos-beijing", "cos-guangzhou", "temporary" })
            (await admin.PostAsJsonAsync($"/api/v1/stores/{store}/test", new { bucket = "photos-1250000000" })).Dispose();
    }

    private static async Task CopyAsync(TestServer running, TestStores stores)
    {
        (await stores.Find("cos-beijing")!.CreateBucketAsync("vault-1250000000", CancellationToken.None)).ValueOrThrow();
        var run = await running.Runs.CreateAsync(
            new JobSpec
            {
                Name = "sealed", Source = new StoreLocation("cos-beijing", "photos-1250000000", ""), Destination = new StoreLocation("cos-beijing", "vault-1250000000", ""),
                Copy = new CopyOptions { Encryption = new EncryptionRule { Mode = EncryptionMode.Customer, CustomerKey = "vault" } },
            },
            null, CancellationToken.None);
        using var logs = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(running.Log));
        using var stop = new CancellationTokenSource();
        var worker = new WorkerHost(
            MeteredSegmentLedger.Over(PostgresLedger.Over(running.Database)), running.Services.GetRequiredService<IStoreDirectory>(),
            new WorkerOptions { Name = "host:3", OnlyRun = run.Id, PollInterval = TimeSpan.FromMilliseconds(50) }, TimeProvider.System, logs.CreateLogger<WorkerHost>());
        var working = worker.RunAsync(stop.Token, CancellationToken.None);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        for (var looks = 0; looks < 6000 && (await running.Runs.FindAsync(run.Id, CancellationToken.None))!.FinishedAt is null; looks++)
            await timer.WaitForNextTickAsync();
        await stop.CancelAsync();
        await working;
        var done = (await running.Runs.FindAsync(run.Id, CancellationToken.None))!;
        Assert.True(done is { State: RunState.Complete, Totals.Copied: 1 }, $"{done.State} {done.StateReason} {done.Totals}");
    }

    private static async Task<WebApplication> ProviderAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var provider = builder.Build();
        provider.Run(context => context.Request.Path.Value switch
        {
            "/token" => context.Response.WriteAsJsonAsync(new { access_token = ProviderToken, token_type = "Bearer" }),
            "/userinfo" => context.Response.WriteAsJsonAsync(new { sub = "Mei", groups = new[] { "storage-ops" } }),
            _ => Task.CompletedTask,
        });
        await provider.StartAsync();
        return provider;
    }

    private static string Describe(Activity span)
    {
        var text = new StringBuilder($"{span.Source.Name} {span.DisplayName} {span.StatusDescription} {span.TraceStateString}");
        foreach (var (name, value) in span.TagObjects)
            text.Append($" {name}={value}");
        foreach (var (name, value) in span.Baggage)
            text.Append($" {name}={value}");
        foreach (var happened in span.Events)
            text.Append($" {happened.Name} {string.Join(' ', happened.Tags)}");
        return text.ToString();
    }
}
