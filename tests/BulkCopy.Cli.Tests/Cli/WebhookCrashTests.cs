using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using BulkCopy.Testing;
using Xunit;

namespace BulkCopy.Cli.Tests.Cli;

public sealed class WebhookCrashTests(CliWorld world) : IClassFixture<CliWorld>
{
    private const string Secret = "shared-with-the-receiver";

    private CancellationToken Cancellation { get; } = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_state_that_was_reached_before_the_server_was_killed_is_told_by_the_next_one()
    {
        await using var receiver = new HookReceiver(_ => "HTTP/1.1 204 No Content");
        await world.CreateBucketAsync("s3-east", "hooked-from", "a");
        await world.CreateBucketAsync("s3-east", "hooked-to");
        // The first server looks for deliveries when it starts, and not again in this test.
        var (first, address) = await ServeAsync("00:10:00");
        await using (first)
        {
            using var http = await AdminAsync(address);
            using var entered = await http.PostAsJsonAsync("api/v1/webhooks", new { name = "on-call", url = receiver.Url, secret = Secret, states = new[] { "Suspended" } }, Cancellation);
            entered.EnsureSuccessStatusCode();
            (await world.RunAsync("copy", "s3-east:hooked-from", "s3-east:hooked-to", "--confirm")).Expect(0);
            await first.SignalAsync("KILL", Cancellation);
            await first.WaitAsync(Cancellation);
        }
        Assert.Empty(receiver.Messages);

        var (second, next) = await ServeAsync("00:00:00.1");
        await using (second)
        {
            using var http = await AdminAsync(next);
            var delivery = await SettledAsync(http, "on-call");
            Assert.True(delivery.GetProperty("delivered").GetBoolean());
            await second.SignalAsync("TERM", Cancellation);
            await second.WaitAsync(Cancellation);
        }
        var (headers, body) = Assert.Single(receiver.Messages);
        Assert.Equal("Suspended", JsonDocument.Parse(body).RootElement.GetProperty("state").GetString());
        Assert.Equal(Signature(headers["X-BulkCopy-Timestamp"], body), headers["X-BulkCopy-Signature"]);
    }

    [Fact]
    public async Task A_delivery_that_the_receiver_was_reading_when_the_server_was_killed_is_made_again_under_its_number()
    {
        var (reading, never) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource<string>());
        await using var receiver = new HookReceiver(number =>
        {
            reading.TrySetResult();
            return number == 1 ? never.Task : Task.FromResult("HTTP/1.1 204 No Content");
        });
        await world.CreateBucketAsync("s3-east", "cut-from", "a");
        await world.CreateBucketAsync("s3-east", "cut-to");
        var (first, address) = await ServeAsync("00:00:00.1");
        await using (first)
        {
            using var http = await AdminAsync(address);
            using var entered = await http.PostAsJsonAsync("api/v1/webhooks", new { name = "cut", url = receiver.Url, secret = Secret, states = new[] { "Suspended" } }, Cancellation);
            entered.EnsureSuccessStatusCode();
            (await world.RunAsync("copy", "s3-east:cut-from", "s3-east:cut-to", "--confirm")).Expect(0);
            await reading.Task.WaitAsync(TimeSpan.FromMinutes(3), TimeProvider.System, Cancellation);
            await first.SignalAsync("KILL", Cancellation);
            await first.WaitAsync(Cancellation);
        }

        await SetLeasesAsync("1 hour");
        var (second, next) = await ServeAsync("00:00:00.1");
        await using (second)
        {
            using var http = await AdminAsync(next);
            var waiting = (await http.GetFromJsonAsync<JsonElement>("api/v1/webhooks/cut/deliveries", Cancellation)).GetProperty("items")[0];
            Assert.Equal((1, false), (waiting.GetProperty("attempts").GetInt32(), waiting.GetProperty("delivered").GetBoolean()));
            Assert.Single(receiver.Messages);
            await SetLeasesAsync("0");
            var delivery = await SettledAsync(http, "cut");
            Assert.Equal((2, true), (delivery.GetProperty("attempts").GetInt32(), delivery.GetProperty("delivered").GetBoolean()));
            await second.SignalAsync("TERM", Cancellation);
            await second.WaitAsync(Cancellation);
        }
        Assert.Equal([1, 2], receiver.Messages.Select(message => JsonDocument.Parse(message.Body).RootElement.GetProperty("attempt").GetInt32()));
        Assert.Single(receiver.Messages.Select(message => message.Headers["X-BulkCopy-Delivery"]).Distinct());
        Assert.All(receiver.Messages, message => Assert.Equal(Signature(message.Headers["X-BulkCopy-Timestamp"], message.Body), message.Headers["X-BulkCopy-Signature"]));
    }

    // As if an attempt of the killed server might take so much longer.
    private async Task SetLeasesAsync(string left)
    {
        await using var database = Npgsql.NpgsqlDataSource.Create(world.ConnectionString);
        await using var due = database.CreateCommand($"UPDATE bulkcopy.webhook_deliveries SET next_at = now() + interval '{left}' WHERE settled_at IS NULL");
        await due.ExecuteNonQueryAsync(Cancellation);
    }

    [Fact]
    public async Task Secrets_are_sealed_with_another_master_key_by_a_verb_and_the_old_one_is_not_needed_any_more()
    {
        var (old, current) = (SharedKey, Key());
        var variables = Variables("00:10:00");
        var (server, address) = await ServeAsync(variables);
        await using (server)
        {
            using var http = await AdminAsync(address);
            using var store = await http.PostAsJsonAsync(
                "api/v1/stores", new { name = "entered", dialect = "cos", region = "ap-beijing", accessKeyId = "AKIDENTERED", secretAccessKey = "entered-secret-0001" }, Cancellation);
            store.EnsureSuccessStatusCode();
            using var hook = await http.PostAsJsonAsync("api/v1/webhooks", new { name = "rotated", url = "http://127.0.0.1:9/x", secret = Secret, disabled = true }, Cancellation);
            hook.EnsureSuccessStatusCode();
            await server.SignalAsync("TERM", Cancellation);
            await server.WaitAsync(Cancellation);
        }
        variables["TEST_MASTER_KEY"] = current;
        Assert.Contains("PreviousMasterKeysFrom", (await RotateAsync(variables)).Expect(2).Error, StringComparison.Ordinal);

        variables["BULKCOPY__Server__Secrets__PreviousMasterKeysFrom__0"] = "env:TEST_OLD_MASTER_KEY";
        variables["TEST_OLD_MASTER_KEY"] = old;
        var rotated = (await RotateAsync(variables, "--output", "json")).Expect(0).Json.GetProperty("rotated").GetInt32();
        variables.Remove("BULKCOPY__Server__Secrets__PreviousMasterKeysFrom__0");
        variables.Remove("TEST_OLD_MASTER_KEY");

        Assert.True(rotated >= 2, $"{rotated} secrets were sealed anew.");
        Assert.Equal(0, (await RotateAsync(variables, "--output", "json")).Expect(0).Json.GetProperty("rotated").GetInt32());
        var (next, there) = await ServeAsync(variables);
        await using (next)
        {
            using var http = await AdminAsync(there);
            Assert.True((await http.GetFromJsonAsync<JsonElement>("api/v1/stores/entered", Cancellation)).GetProperty("usable").GetBoolean());
        }
    }

    // Master keys are read from the process's own environment.
    private async Task<ProcessResult> RotateAsync(Dictionary<string, string> variables, params string[] options)
    {
        await using var process = BulkCopyProcess.Start(["stores", "rotate-secrets", .. options], variables);
        return await process.WaitAsync(Cancellation);
    }

    private static string Key() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private static string Signature(string time, string body) =>
        $"v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.ASCII.GetBytes(Secret), Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{time}.{body}"))))}";

    private Dictionary<string, string> Variables(string poll)
    {
        var variables = world.Variables;
        variables["TEST_UNSET"] = "set now";
        variables["BULKCOPY__Server__Access__Mode"] = "Open";
        variables["BULKCOPY__Server__Secrets__MasterKeyFrom"] = "env:TEST_MASTER_KEY";
        variables["BULKCOPY__Server__Webhooks__AllowPrivateAddresses"] = "true";
        variables["BULKCOPY__Server__Webhooks__PollInterval"] = poll;
        variables["BULKCOPY__Server__Webhooks__Timeout"] = "00:01:00";
        variables["TEST_MASTER_KEY"] = SharedKey;
        return variables;
    }

    private static string SharedKey { get; } = Key();

    private Task<(BulkCopyProcess Server, string Address)> ServeAsync(string poll) => ServeAsync(Variables(poll));

    private async Task<(BulkCopyProcess Server, string Address)> ServeAsync(Dictionary<string, string> variables)
    {
        var seen = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var server = BulkCopyProcess.Start(["serve", "--listen", "http://127.0.0.1:0", "--no-worker"], variables, onLine: line =>
        {
            if (line.StartsWith("Serving at ", StringComparison.Ordinal))
                seen.TrySetResult(line.Split(' ')[2]);
        });
        return (server, await seen.Task.WaitAsync(TimeSpan.FromMinutes(5), TimeProvider.System, Cancellation));
    }

    private async Task<HttpClient> AdminAsync(string address)
    {
        var http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new Uri($"{address}/") };
        using var made = await http.PostAsJsonAsync("api/v1/api-keys", new { name = "tests", role = "Admin", days = 1 }, Cancellation);
        made.EnsureSuccessStatusCode();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", (await made.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("key").GetString());
        return http;
    }

    private async Task<JsonElement> SettledAsync(HttpClient admin, string webhook)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromMinutes(3));
        while (true)
        {
            var page = await admin.GetFromJsonAsync<JsonElement>($"api/v1/webhooks/{webhook}/deliveries", patience.Token);
            if (page.GetProperty("items").EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } newest && newest.GetProperty("settledAt").ValueKind == JsonValueKind.String)
                return newest;
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, patience.Token);
        }
    }
}
