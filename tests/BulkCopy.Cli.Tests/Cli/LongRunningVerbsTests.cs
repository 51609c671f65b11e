using System.Net.Http.Json;
using Xunit;

namespace BulkCopy.Cli.Tests.Cli;

public sealed class LongRunningVerbsTests(CliWorld world) : IClassFixture<CliWorld>
{
    private static async Task<(BulkCopyProcess Process, string Address)> StartAndReadAsync(string sentence, string[] arguments, Dictionary<string, string> variables)
    {
        var seen = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = BulkCopyProcess.Start(arguments, variables, onLine: line =>
        {
            if (line.StartsWith(sentence, StringComparison.Ordinal))
                seen.TrySetResult(line.Split(' ')[2]);
        });
        return (process, await seen.Task.WaitAsync(TimeSpan.FromMinutes(5), TimeProvider.System, Cancellation));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_worker_does_detached_runs_and_ends_with_0_when_terminated()
    {
        await world.CreateBucketAsync("s3-east", "detached-from", "a", "b");
        await world.CreateBucketAsync("s3-east", "detached-to");
        var run = (await InProcess.RunAsync(world.Variables, "copy", "s3-east:detached-from", "s3-east:detached-to", "--detach", "--output", "json")).Expect(0).Json.GetProperty("runId");
        var variables = world.Variables;
        variables["TEST_UNSET"] = "set now";
        await using var worker = await BulkCopyProcess.StartAndAwaitAsync("started", ["worker", "--name", "tester", "--output", "json"], variables, Cancellation);

        var watched = (await world.RunAsync("runs", "watch", $"{run}", "--output", "json")).Expect(0);
        await worker.SignalAsync("TERM", Cancellation);
        var ended = (await worker.WaitAsync(Cancellation)).Expect(0);

        Assert.Equal("Complete", watched.JsonLines[^1].GetProperty("state").GetString());
        Assert.Equal(["started", "stopped"], ended.JsonLines.Select(line => line.GetProperty("state").GetString()));
    }

    [Fact]
    public async Task A_worker_whose_stores_lack_a_secret_does_not_start()
    {
        var result = (await world.RunAsync("worker")).Expect(2);

        Assert.Contains("Stores:no-secret:Credentials:SecretAccessKeyFrom names the environment variable TEST_UNSET", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_server_answers_where_it_says_and_does_runs_until_it_is_terminated()
    {
        await world.CreateBucketAsync("s3-east", "served-from", "a");
        await world.CreateBucketAsync("s3-east", "served-to");
        var variables = world.Variables;
        variables["TEST_UNSET"] = "set now";
        string? address = null;
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = BulkCopyProcess.Start(["serve", "--listen", "http://127.0.0.1:0"], variables, onLine: line =>
        {
            if (!line.StartsWith("Serving at ", StringComparison.Ordinal))
                return;
            address = line.Split(' ')[2];
            seen.TrySetResult();
        });
        await seen.Task.WaitAsync(TimeSpan.FromMinutes(5), TimeProvider.System, Cancellation);
        using var http = new HttpClient(new SocketsHttpHandler());
        Assert.Equal(System.Net.HttpStatusCode.OK, (await http.GetAsync(new Uri($"{address}/health/live"), Cancellation)).StatusCode);
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, (await http.GetAsync(new Uri($"{address}/api/v1/runs"), Cancellation)).StatusCode);

        var run = (await InProcess.RunAsync(world.Variables, "copy", "s3-east:served-from", "s3-east:served-to", "--detach", "--output", "json")).Expect(0).Json.GetProperty("runId");
        (await world.RunAsync("runs", "watch", $"{run}")).Expect(0);
        await server.SignalAsync("TERM", Cancellation);
        (await server.WaitAsync(Cancellation)).Expect(0);
    }

    [Fact]
    public async Task A_worker_tells_what_it_did_and_serves_stores_that_were_entered_at_a_server()
    {
        await world.CreateBucketAsync("s3-east", "entered-from", "a", "b");
        await world.CreateBucketAsync("s3-east", "entered-to");
        var variables = world.Variables;
        variables["TEST_UNSET"] = "set now";
        variables["TEST_MASTER_KEY"] = Convert.ToBase64String(new byte[32]);
        variables["BULKCOPY__Server__Secrets__MasterKeyFrom"] = "env:TEST_MASTER_KEY";
        variables["BULKCOPY__Server__Access__Mode"] = "Open";
        variables["BULKCOPY__Server__Endpoints__Allowed__0"] = "127.0.0.1";
        variables["BULKCOPY__Server__Endpoints__AllowPrivateAddresses"] = "true";
        var (server, root) = await StartAndReadAsync("Serving at ", ["serve", "--no-worker", "--listen", "http://127.0.0.1:0"], variables);
        await using var serving = server;
        using var http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new Uri(root) };
        using var entered = await http.PostAsJsonAsync(
            "/api/v1/stores",
            new { name = "entered", dialect = "s3", region = "us-east-1", endpoint = world.Emulator.Endpoint.ToString(), addressing = "Path", accessKeyId = "TESTKEY", secretAccessKey = "test-secret" }, Cancellation);
        Assert.True(entered.IsSuccessStatusCode, await entered.Content.ReadAsStringAsync(Cancellation));
        using var made = await http.PostAsJsonAsync("/api/v1/jobs", new { name = "entered", source = "entered:entered-from/", destination = "entered:entered-to/" }, Cancellation);
        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync(Cancellation));

        var (worker, metrics) = await StartAndReadAsync("Metrics at ", ["worker", "--name", "measured", "--metrics", "http://127.0.0.1:0"], variables);
        await using var working = worker;
        var run = (await made.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>(Cancellation)).GetProperty("runId").GetInt32();
        (await world.RunAsync("runs", "watch", $"{run}")).Expect(0);
        // An outcome is counted just after it was written.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromMinutes(3));
        string text;
        do text = await http.GetStringAsync(new Uri(metrics.TrimEnd('.')), patience.Token);
        while (!text.Contains("bulkcopy_outcomes_total{code=\"\",final=\"true\",result=\"Copied\"} 2\n", StringComparison.Ordinal));
        Assert.Contains("bulkcopy_verify_mismatches_total 0\n", text, StringComparison.Ordinal);
        await worker.SignalAsync("TERM", Cancellation);
        (await worker.WaitAsync(Cancellation)).Expect(0);
    }

    [Fact]
    public async Task The_emulator_answers_where_it_says_until_it_is_terminated()
    {
        await using var emulator = await BulkCopyProcess.StartAndAwaitAsync(
            "listening", ["emulator", "--listen", "127.0.0.1:0", "--account", "K:S:somebody", "--output", "json"], null, Cancellation);
        // The first line is all that it prints before it is told to end.
        await using var second = await BulkCopyProcess.StartAndAwaitAsync("until Ctrl-C", ["emulator", "--listen", "127.0.0.1:0", "--account", "K:S"], null, Cancellation);
        await second.SignalAsync("TERM", Cancellation);
        (await second.WaitAsync(Cancellation)).Expect(0);
        await emulator.SignalAsync("TERM", Cancellation);
        var document = (await emulator.WaitAsync(Cancellation)).Expect(0).Json;

        Assert.StartsWith("http://127.0.0.1:", document.GetProperty("listening").GetString(), StringComparison.Ordinal);
        Assert.Equal("somebody", document.GetProperty("accounts")[0].GetString());
    }
}
