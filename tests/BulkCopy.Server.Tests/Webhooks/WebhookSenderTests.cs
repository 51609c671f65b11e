using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using BulkCopy.Engine.Jobs;
using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Access;
using BulkCopy.Server.Options;
using BulkCopy.Server.Tests.Hosting;
using BulkCopy.Server.Webhooks;
using BulkCopy.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Xunit;

namespace BulkCopy.Server.Tests.Webhooks;

public sealed class WebhookSenderTests(PostgresFixture postgres)
{
    private const string Secret = "shared-with-the-receiver";
    private const string Ok = "HTTP/1.1 204 No Content";

    [Fact]
    public async Task A_change_of_state_is_told_once_signed_and_listed()
    {
        await using var receiver = new HookReceiver(_ => Ok);
        await using var server = await StartAsync();
        using var admin = await EnterAsync(server, receiver.Url, ["Suspended", "Failed"]);
        var run = await server.Runs.CreateAsync(ApiScene.Spec("told"), null, CancellationToken.None);
        await ApiScene.SetStateAsync(server.Database, run.Id.Value, RunState.Suspended);
        await server.Runs.MoveAsync(run.Id, [RunState.Suspended], RunState.Ready, null, CancellationToken.None);
        var delivery = await SettledAsync(admin);

        var (headers, body) = Assert.Single(receiver.Messages);
        Assert.Equal(WebhookSignature.Of(Encoding.ASCII.GetBytes(Secret), long.Parse(headers["X-BulkCopy-Timestamp"], CultureInfo.InvariantCulture), Encoding.UTF8.GetBytes(body)), headers["X-BulkCopy-Signature"]);
        var message = JsonDocument.Parse(body).RootElement;
        Assert.Equal(("New", "Suspended", run.Id.Value), (message.GetProperty("stateBefore").GetString(), message.GetProperty("state").GetString(), message.GetProperty("run").GetProperty("runId").GetInt32()));
        Assert.Equal(headers["X-BulkCopy-Delivery"], $"{message.GetProperty("deliveryId")}");
        Assert.Equal((true, 204, 1), (delivery.GetProperty("delivered").GetBoolean(), delivery.GetProperty("lastStatus").GetInt32(), delivery.GetProperty("attempts").GetInt32()));
    }

    [Fact]
    public async Task A_receiver_that_fails_is_told_again_until_it_takes_it()
    {
        await using var receiver = new HookReceiver(number => number < 3 ? "HTTP/1.1 503 Service Unavailable" : Ok);
        await using var server = await StartAsync();
        using var admin = await EnterAsync(server, receiver.Url, ["New"]);
        await server.Runs.CreateAsync(ApiScene.Spec("again"), null, CancellationToken.None);
        var delivery = await SettledAsync(admin);

        Assert.Equal((true, 3), (delivery.GetProperty("delivered").GetBoolean(), delivery.GetProperty("attempts").GetInt32()));
        Assert.Single(receiver.Messages.Select(message => message.Headers["X-BulkCopy-Delivery"]).Distinct());
    }

    [Fact]
    public async Task A_receiver_that_never_takes_it_is_given_up_with_the_reason()
    {
        await using var receiver = new HookReceiver(_ => "HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/");
        await using var server = await StartAsync();
        using var admin = await EnterAsync(server, receiver.Url, ["New"]);
        await server.Runs.CreateAsync(ApiScene.Spec("given up"), null, CancellationToken.None);
        var delivery = await SettledAsync(admin);

        Assert.Equal((false, 4, 302), (delivery.GetProperty("delivered").GetBoolean(), delivery.GetProperty("attempts").GetInt32(), delivery.GetProperty("lastStatus").GetInt32()));
        Assert.StartsWith("The receiver redirects, which is not followed", delivery.GetProperty("lastError").GetString(), StringComparison.Ordinal);
        Assert.Equal(4, receiver.Messages.Count);
    }

    [Fact]
    public async Task A_delivery_belongs_to_one_server_until_its_lease_ends_and_outlives_the_server()
    {
        await using var receiver = new HookReceiver(_ => Ok);
        var database = await postgres.CreateDatabaseAsync();
        var first = new WebhookDeliveries(database);
        await using var server = await StartAsync(database);
        using var admin = await EnterAsync(server, receiver.Url, ["New"], disabled: true);
        await using (var plant = database.CreateCommand("""
            INSERT INTO bulkcopy.jobs (name, spec) VALUES ('j', '{"name":"j","source":{"store":"s","bucket":"b","prefix":""},"destination":{"store":"s","bucket":"c","prefix":""}}');
            INSERT INTO bulkcopy.runs (job_id, spec) SELECT job_id, spec FROM bulkcopy.jobs;
            INSERT INTO bulkcopy.webhook_deliveries (webhook_id, run_id, state, next_at) SELECT webhook_id, run_id, 'New', now() + interval '1 hour' FROM bulkcopy.webhooks, bulkcopy.runs
            """))
            await plant.ExecuteNonQueryAsync();
        Assert.Empty(await first.ClaimAsync(10, TimeSpan.FromMinutes(1), CancellationToken.None));
        await DueAsync(database);
        // Whoever takes it first, its own sender or this one, has it alone; this one dies with it.
        var taken = await first.ClaimAsync(10, TimeSpan.Zero, CancellationToken.None);
        var delivery = await SettledAsync(admin);

        Assert.True(delivery.GetProperty("delivered").GetBoolean());
        Assert.Equal(taken.Count + 1, delivery.GetProperty("attempts").GetInt32());
        Assert.Single(receiver.Messages);
        foreach (var lost in taken)
            Assert.False(await first.SettleAsync(lost, false, null, "too late", CancellationToken.None));
    }

    [Fact]
    public async Task Nobody_inside_the_network_is_told_even_if_a_name_leads_there()
    {
        await using var receiver = new HookReceiver(_ => Ok);
        await using var server = await TestServer.StartAsync(postgres, options =>
        {
            options.Secrets.MasterKeyFrom = MasterKey.Reference;
            Hurry(options);
        });
        using var admin = await server.AsAsync(Role.Admin);
        using var refused = await admin.PostAsJsonAsync("/api/v1/webhooks", new { name = "inside", url = receiver.Url, secret = Secret });
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, refused.StatusCode);
        // A name that led elsewhere when it was entered: the row is as if it had.
        using var entered = await admin.PostAsJsonAsync("/api/v1/webhooks", new { name = "on-call", url = "https://hooks.example.com/x", secret = Secret });
        entered.EnsureSuccessStatusCode();
        await using (var rebind = server.Database.CreateCommand($"UPDATE bulkcopy.webhooks SET url = '{receiver.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal)}'"))
            await rebind.ExecuteNonQueryAsync();
        await server.Runs.CreateAsync(ApiScene.Spec("inside"), null, CancellationToken.None);
        var delivery = await SettledAsync(admin);

        Assert.Contains("lies inside a private network", delivery.GetProperty("lastError").GetString(), StringComparison.Ordinal);
        Assert.Empty(receiver.Messages);
    }

    [Fact]
    public async Task A_webhook_that_is_disabled_is_told_nothing_that_still_waits()
    {
        await using var receiver = new HookReceiver(_ => Ok);
        await using var server = await TestServer.StartAsync(postgres, options =>
        {
            options.Secrets.MasterKeyFrom = MasterKey.Reference;
            options.Webhooks.AllowPrivateAddresses = true;
        });
        var sender = server.Services.GetServices<IHostedService>().OfType<WebhookSender>().Single();
        await sender.StopAsync(CancellationToken.None);
        using var admin = await EnterAsync(server, receiver.Url, []);
        await server.Runs.CreateAsync(ApiScene.Spec("untold"), null, CancellationToken.None);
        using var disable = new HttpRequestMessage(HttpMethod.Put, "/api/v1/webhooks/on-call") { Content = JsonContent.Create(new { url = receiver.Url, disabled = true }) };
        disable.Headers.TryAddWithoutValidation("If-Match", "\"1\"");

        (await admin.SendAsync(disable)).EnsureSuccessStatusCode();

        Assert.Equal(0, await sender.SendDueAsync(CancellationToken.None));
        Assert.Empty(receiver.Messages);
        Assert.Equal("The webhook was disabled.", (await SettledAsync(admin)).GetProperty("lastError").GetString());
    }

    [Fact]
    public void Waits_double_up_to_an_hour()
    {
        var first = TimeSpan.FromSeconds(10);
        Assert.Equal([10, 20, 40], new[] { 1, 2, 3 }.Select(attempt => WebhookSender.WaitAfter(attempt, first).TotalSeconds));
        Assert.Equal(TimeSpan.FromHours(1), WebhookSender.WaitAfter(15, first));
        Assert.Equal(TimeSpan.FromHours(1), WebhookSender.WaitAfter(99, first));
    }

    private Task<TestServer> StartAsync(NpgsqlDataSource? database = null) => TestServer.StartAsync(postgres, options =>
    {
        options.Secrets.MasterKeyFrom = MasterKey.Reference;
        options.Webhooks.AllowPrivateAddresses = true;
        Hurry(options);
    }, database: database);

    private static void Hurry(ServerOptions options)
    {
        options.Webhooks.PollInterval = TimeSpan.FromMilliseconds(50);
        options.Webhooks.FirstRetry = TimeSpan.FromMilliseconds(50);
        options.Webhooks.Timeout = TimeSpan.FromMinutes(1);
        options.Webhooks.MaxAttempts = 4;
    }

    private static async Task<HttpClient> EnterAsync(TestServer server, string url, string[] states, bool disabled = false)
    {
        var admin = await server.AsAsync(Role.Admin);
        using var entered = await admin.PostAsJsonAsync("/api/v1/webhooks", new { name = "on-call", url, secret = Secret, states, disabled });
        Assert.True(entered.IsSuccessStatusCode, await entered.Content.ReadAsStringAsync());
        return admin;
    }

    private static async Task DueAsync(NpgsqlDataSource database)
    {
        await using var due = database.CreateCommand("UPDATE bulkcopy.webhook_deliveries SET next_at = now()");
        await due.ExecuteNonQueryAsync();
    }

    private static async Task<JsonElement> SettledAsync(HttpClient admin)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5), TimeProvider.System);
        while (true)
        {
            var page = await admin.GetFromJsonAsync<JsonElement>("/api/v1/webhooks/on-call/deliveries", patience.Token);
            if (page.GetProperty("items").EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } newest && newest.GetProperty("settledAt").ValueKind == JsonValueKind.String)
                return newest;
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, patience.Token);
        }
    }
}
