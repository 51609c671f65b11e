using System.Text.Json;
using BulkCopy.Emulator.Faults;
using BulkCopy.Emulator.Requests;
using BulkCopy.ObjectStores;
using Xunit;

namespace BulkCopy.Cli.Tests.Cli;

public sealed class CopyCommandTests(CliWorld world) : IClassFixture<CliWorld>
{
    private static readonly string[] OddKeys =
        ["plain.txt", "with blanks (2).txt", "a+b=c/c++.txt", "100%/50%25.txt", "音乐/夜曲.mp3", "/leading/slash", "quote'\"<>&.txt", "folder/"];

    [Fact]
    public async Task A_copy_ends_with_0_and_prints_one_json_document()
    {
        var (source, destination) = await BucketsAsync(OddKeys);
        var result = (await world.RunAsync("copy", $"cos-beijing:{source}", $"cos-shanghai:{destination}", "--output", "json")).Expect(0);

        var run = result.Json;
        Assert.Equal("Complete", run.GetProperty("state").GetString());
        Assert.Equal(OddKeys.Length, Number(run, "total"));
        Assert.Equal(OddKeys.Length, Number(run, "copied") + Number(run, "adopted"));
        Assert.Equal(OddKeys.Length, Number(run, "verified") + Number(run, "sizeOnly"));
        Assert.Equal(0, Number(run, "skipped") + Number(run, "failed"));
        Assert.Equal(OddKeys.Sum(System.Text.Encoding.UTF8.GetByteCount), Number(run, "bytes"));
        Assert.True(run.GetProperty("runId").GetInt32() > 0 && run.GetProperty("seconds").GetDouble() >= 0);
        Assert.Contains("run ", result.Error, StringComparison.Ordinal);
        Assert.Equal(OddKeys.Order(StringComparer.Ordinal), (await KeysAsync("cos-shanghai", destination)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_prefix_is_replaced_by_the_destinations()
    {
        var (source, destination) = await BucketsAsync("2024/a", "2024/b/c", "2025/d");
        (await world.RunAsync("copy", $"cos-beijing:{source}/2024/", $"cos-shanghai:{destination}/old/")).Expect(0);

        Assert.Equal(["old/a", "old/b/c"], await KeysAsync("cos-shanghai", destination));
    }

    [Fact]
    public async Task Objects_that_cannot_be_copied_end_with_3_and_are_reported()
    {
        // 870 bytes: more than COS allows.
        var tooLong = new string('k', 870);
        var name = CliWorld.Unique();
        await world.CreateBucketAsync("s3-east", $"src-{name}", "good", tooLong);
        await world.CreateBucketAsync("cos-shanghai", $"dst-{name}-1250000000");
        var result = (await world.RunAsync("copy", $"s3-east:src-{name}", $"cos-shanghai:dst-{name}-1250000000", "--output", "json")).Expect(3);
        var run = result.Json.GetProperty("runId").GetInt32();

        Assert.Equal(("Complete", 1, 1), (result.Json.GetProperty("state").GetString(), Number(result.Json, "copied"), Number(result.Json, "failed")));
        var report = (await world.RunAsync("runs", "report", $"{run}", "--failed-only", "--format", "json")).Expect(0);
        var row = Assert.Single(report.JsonLines);
        Assert.Equal((tooLong, "Failed"), (row.GetProperty("key").GetString(), row.GetProperty("result").GetString()));
        var shown = (await world.RunAsync("runs", "show", $"{run}", "--output", "json")).Expect(0).Json;
        Assert.Equal(1, Assert.Single(shown.GetProperty("failures").EnumerateArray()).GetProperty("count").GetInt64());
    }

    [Fact]
    public async Task An_idempotency_key_takes_up_the_run_made_before()
    {
        var (source, destination) = await BucketsAsync("a");
        string[] command = ["copy", $"cos-beijing:{source}", $"cos-shanghai:{destination}", "--idempotency-key", $"key-{source}", "--output", "json"];
        var first = (await world.RunAsync([.. command, "--detach"])).Expect(0).Json;
        var second = (await world.RunAsync(command)).Expect(0).Json;
        var third = (await world.RunAsync(command)).Expect(0).Json;

        Assert.Equal(("New", "Complete", "Complete"), (State(first), State(second), State(third)));
        Assert.Equal(Number(first, "runId"), Number(second, "runId"));
        Assert.Equal(Number(first, "runId"), Number(third, "runId"));
    }

    [Fact]
    public async Task A_terminated_copy_drains_tells_how_to_go_on_and_is_resumed()
    {
        var (source, destination) = await BucketsAsync([.. Enumerable.Range(0, 300).Select(number => $"object-{number:000}")]);
        var cancellation = TestContext.Current.CancellationToken;
        // Half of the objects wait until the signal was sent.
        var signalled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        world.Emulator.Faults.Add(new FaultRule { Kind = FaultKind.Hook, Operations = [Operation.CopyObject], Bucket = destination, Skip = 150, Hook = () => signalled.Task });
        await using var process = await BulkCopyProcess.StartAndAwaitAsync(
            " Active ", ["copy", $"cos-beijing:{source}", $"cos-shanghai:{destination}", "--concurrency", "1", "--name", source], world.Variables, cancellation);
        await process.SignalAsync("TERM", cancellation);
        signalled.SetResult();
        var interrupted = await process.WaitAsync(cancellation);

        // It may have been done already when the signal came.
        Assert.Contains(interrupted.ExitCode, new[] { 0, 1 });
        var run = (await world.RunAsync("runs", "list", "--output", "json")).Expect(0).JsonLines.First(line => line.GetProperty("name").GetString() == source);
        if (interrupted.ExitCode == 1)
        {
            Assert.Contains($"To go on: bulkcopy runs resume {Number(run, "runId")}", interrupted.Error, StringComparison.Ordinal);
            (await world.RunAsync("runs", "resume", $"{Number(run, "runId")}")).Expect(0);
        }

        Assert.Equal(300, (await KeysAsync("cos-shanghai", destination)).Count);
    }

    private async Task<(string Source, string Destination)> BucketsAsync(params string[] keys)
    {
        var name = CliWorld.Unique();
        await world.CreateBucketAsync("cos-beijing", $"src-{name}-1250000000", keys);
        await world.CreateBucketAsync("cos-shanghai", $"dst-{name}-1250000000");
        return ($"src-{name}-1250000000", $"dst-{name}-1250000000");
    }

    private async Task<List<string>> KeysAsync(string store, string bucket)
    {
        using var client = world.Open(store);
        var page = (await client.ListObjectsAsync(new ListObjectsRequest { Bucket = bucket }, CancellationToken.None)).ValueOrThrow();
        return [.. page.Objects.Select(item => item.Key)];
    }

    private static long Number(JsonElement element, string name) => element.GetProperty(name).GetInt64();

    private static string? State(JsonElement element) => element.GetProperty("state").GetString();
}
