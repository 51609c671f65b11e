using Xunit;

namespace BulkCopy.Cli.Tests.Cli;

public sealed class RunsCommandTests(CliWorld world) : IClassFixture<CliWorld>
{
    [Fact]
    public async Task A_finished_run_is_listed_shown_reported_and_explained()
    {
        var run = await CopyAsync("a,b\"c.txt", "=1+2", "plain");

        Assert.Contains((await RunAsync("runs", "list", "--output", "json")).JsonLines, line => line.GetProperty("runId").GetInt32() == run);
        Assert.Contains("Complete", (await RunAsync("runs", "list")).Output, StringComparison.Ordinal);
        Assert.Contains("listing", (await RunAsync("runs", "show", $"{run}")).Output, StringComparison.Ordinal);

        var csv = (await RunAsync("runs", "report", $"{run}")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, csv.Length);
        Assert.StartsWith("entry,key,versionId,size,eTag,", csv[0], StringComparison.Ordinal);
        Assert.Contains(csv, line => line.Contains(",\"a,b\"\"c.txt\",", StringComparison.Ordinal));
        Assert.Contains(csv, line => line.Contains(",=1+2,", StringComparison.Ordinal));

        var timeline = (await RunAsync("runs", "explain", $"{run}", "plain", "--output", "json")).Json;
        Assert.Equal("plain", timeline.GetProperty("key").GetString());
        Assert.True(timeline.GetProperty("timeline").GetArrayLength() >= 2);
        Assert.Contains("plain in run ", (await RunAsync("runs", "explain", $"{run}", "plain")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_is_written_to_a_file_with_a_summary_on_standard_output()
    {
        var run = await CopyAsync("one", "two");
        var file = Path.Combine(world.Directory, "report.jsonl");
        var summary = (await RunAsync("runs", "report", $"{run}", "--format", "json", "--out", file, "--output", "json")).Json;

        Assert.Equal((2, file), (summary.GetProperty("rows").GetInt64(), summary.GetProperty("file").GetString()));
        Assert.Equal(2, File.ReadLines(file).Count());
        Assert.False(File.Exists(file + ".unfinished"));
    }

    [Fact]
    public async Task A_run_is_paused_resumed_by_others_and_cancelled()
    {
        var run = await CopyAsync(["x"], "--detach");

        Assert.Equal("Paused", State((await RunAsync("runs", "pause", $"{run}", "--output", "json")).Json));
        Assert.Equal("Active", State((await RunAsync("runs", "resume", $"{run}", "--detach", "--output", "json")).Json));
        Assert.Equal("Cancelled", State((await RunAsync("runs", "cancel", $"{run}", "--output", "json")).Json));
        Assert.Equal("Cancelled", State((await RunAsync("runs", "cancel", $"{run}", "--output", "json")).Json));
        Assert.Contains("is Cancelled and cannot be paused", (await InProcess.RunAsync(world.Variables, "runs", "pause", $"{run}")).Expect(2).Error, StringComparison.Ordinal);
        Assert.Contains("is Cancelled and cannot be resumed", (await InProcess.RunAsync(world.Variables, "runs", "resume", $"{run}")).Expect(2).Error, StringComparison.Ordinal);
        Assert.Equal("Cancelled", State((await InProcess.RunAsync(world.Variables, "runs", "watch", $"{run}", "--output", "json")).Expect(1).Json));
    }

    [Theory]
    [InlineData("There is no run 999999: see 'bulkcopy runs list'.", "runs", "show", "999999")]
    [InlineData("There is no run 999999: see 'bulkcopy runs list'.", "runs", "explain", "999999", "key")]
    [InlineData("There is no run 999999: see 'bulkcopy runs list'.", "runs", "report", "999999")]
    [InlineData("--output json and --format csv contradict each other on standard output: name a file with --out.", "runs", "report", "1", "--format", "csv", "--output", "json")]
    public async Task What_cannot_be_answered_is_refused(string sentence, params string[] arguments)
    {
        var result = (await InProcess.RunAsync(world.Variables, arguments)).Expect(2);

        Assert.Equal($"bulkcopy: {sentence}\n", result.Error);
        Assert.Empty(result.Output);
    }

    [Fact]
    public async Task A_key_that_a_run_does_not_have_is_explained_in_one_line()
    {
        var run = await CopyAsync("there");
        var result = (await InProcess.RunAsync(world.Variables, "runs", "explain", $"{run}", "not\nthere")).Expect(0);

        Assert.StartsWith($"not\\u000athere has no entry in run {run}: not in ", result.Output, StringComparison.Ordinal);
        Assert.Single(result.Output.TrimEnd().Split('\n'));
    }

    private Task<int> CopyAsync(params string[] keys) => CopyAsync(keys, []);

    private async Task<int> CopyAsync(string[] keys, params string[] options)
    {
        var name = CliWorld.Unique();
        await world.CreateBucketAsync("s3-east", $"from-{name}", keys);
        await world.CreateBucketAsync("s3-east", $"to-{name}");
        var result = await InProcess.RunAsync(world.Variables, ["copy", $"s3-east:from-{name}", $"s3-east:to-{name}", "--output", "json", .. options]);
        return result.Expect(0).Json.GetProperty("runId").GetInt32();
    }

    private async Task<ProcessResult> RunAsync(params string[] arguments) => (await world.RunAsync(arguments)).Expect(0);

    private static string? State(System.Text.Json.JsonElement run) => run.GetProperty("state").GetString();
}
