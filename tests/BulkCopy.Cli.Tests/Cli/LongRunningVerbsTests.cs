using Xunit;

namespace BulkCopy.Cli.Tests.Cli;

public sealed class LongRunningVerbsTests(CliWorld world) : IClassFixture<CliWorld>
{
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
        await seen.Task.WaitAsync(TimeSpan.FromMinutes(2), TimeProvider.System, Cancellation);
        using var http = new HttpClient(new SocketsHttpHandler());
        Assert.Equal(System.Net.HttpStatusCode.OK, (await http.GetAsync(new Uri($"{address}/health/live"), Cancellation)).StatusCode);
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, (await http.GetAsync(new Uri($"{address}/api/v1/runs"), Cancellation)).StatusCode);

        var run = (await InProcess.RunAsync(world.Variables, "copy", "s3-east:served-from", "s3-east:served-to", "--detach", "--output", "json")).Expect(0).Json.GetProperty("runId");
        (await world.RunAsync("runs", "watch", $"{run}")).Expect(0);
        await server.SignalAsync("TERM", Cancellation);
        (await server.WaitAsync(Cancellation)).Expect(0);
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
