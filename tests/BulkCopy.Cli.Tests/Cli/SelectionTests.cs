using Xunit;

namespace BulkCopy.Cli.Tests.Cli;

public sealed class SelectionTests(CliWorld world) : IClassFixture<CliWorld>
{
    [Theory]
    [InlineData("s3-east")]
    [InlineData("cos-beijing")]
    [InlineData("oss-hangzhou")]
    public async Task What_is_not_selected_is_not_copied_and_counted_by_reason(string store)
    {
        var (from, to) = await BucketsAsync(store, "logs/a.txt", "logs/b.tmp", "logs/deep/c.txt", "other/d.txt", "zz.txt");

        var run = (await CopyAsync(store, from, to, "--include", "logs/**", "--exclude", "*.tmp", "--max-size", "10", "--newer-than", "1d")).Expect(0).Json;

        Assert.Equal(1, run.GetProperty("total").GetInt64());
        Assert.Equal(["logs/a.txt"], await KeysAsync(store, to));
        var shown = (await InProcess.RunAsync(world.Variables, "runs", "show", Id(run), "--output", "json")).Expect(0).Json.GetProperty("leftOut");
        Assert.Equal(["exclude 1", "size 1"], shown.EnumerateArray().Select(item => $"{item.GetProperty("reason")} {item.GetProperty("objects")}").Order());
        Assert.Contains("has no entry", (await ExplainAsync(run, "logs/b.tmp")).Output, StringComparison.Ordinal);
        Assert.Contains("excluded by --exclude '*.tmp'", (await ExplainAsync(run, "logs/b.tmp")).Output, StringComparison.Ordinal);
        Assert.Contains("larger than --max-size 10", (await ExplainAsync(run, "logs/deep/c.txt")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_left_out_can_be_recorded_as_skipped()
    {
        var (from, to) = await BucketsAsync("s3-east", "a", "b", "c");

        var run = (await CopyAsync("s3-east", from, to, "--from-key", "b", "--to-key", "c", "--record-left-out")).Expect(0).Json;

        Assert.Equal(["b"], await KeysAsync("s3-east", to));
        // What lies beyond the end of the range is listed once at most and recorded then.
        Assert.Equal(1, run.GetProperty("copied").GetInt64());
        Assert.Equal(run.GetProperty("total").GetInt64() - 1, run.GetProperty("skipped").GetInt64());
    }

    [Fact]
    public async Task Tags_and_metadata_are_asked_for_and_decide()
    {
        var (from, to) = await BucketsAsync("s3-east");
        using (var client = world.Open("s3-east"))
            foreach (var (key, team, state) in new[] { ("1", "web", "new"), ("2", "web", "old"), ("3", "db", "new"), ("4", "web", "new") })
            {
                using var content = new MemoryStream([1]);
                (await client.PutObjectAsync(new ObjectStores.PutObjectRequest
                {
                    Bucket = from, Key = key, Content = content, Length = 1, Tags = [new("team", team)],
                    Headers = new ObjectStores.ObjectHeaders { Metadata = [new("state", state), .. key == "4" ? new[] { KeyValuePair.Create("hold", "1") } : []] },
                }, CancellationToken.None)).ValueOrThrow();
            }

        (await CopyAsync("s3-east", from, to, "--tag", "team=web", "--with-metadata", "State=new", "--exclude-metadata", "hold")).Expect(0);

        Assert.Equal(["1"], await KeysAsync("s3-east", to));
    }

    [Theory]
    [InlineData("'a[' has a '[' without its ']': write \\[ for a bracket.", "--include", "a[")]
    [InlineData("No key lies from 'z' before 'a': write the smaller one first, in the order of UTF-8 bytes.", "--from-key", "z", "--to-key", "a")]
    [InlineData("'7x' is not an age for --newer-than: write 36h or 7d.", "--newer-than", "7x")]
    [InlineData("'yesterday' is not a time for --modified-after: write 2026-01-31 or 2026-01-31T08:00:00Z.", "--modified-after", "yesterday")]
    public async Task A_selection_that_makes_no_sense_is_refused(string sentence, params string[] options)
    {
        var result = await InProcess.RunAsync(world.Variables, ["copy", "s3-east:a", "s3-east:b", .. options]);

        Assert.Equal(2, result.ExitCode);
        Assert.Equal($"bulkcopy: {sentence}", result.Error.Split('\n')[0].TrimEnd());
    }

    private Task<ProcessResult> ExplainAsync(System.Text.Json.JsonElement run, string key) => InProcess.RunAsync(world.Variables, "runs", "explain", Id(run), key);

    private static string Id(System.Text.Json.JsonElement run) => run.GetProperty("runId").GetRawText();

    private Task<ProcessResult> CopyAsync(string store, string from, string to, params string[] options) =>
        InProcess.RunAsync(world.Variables, ["copy", $"{store}:{from}", $"{store}:{to}", "--output", "json", .. options]);

    private async Task<(string From, string To)> BucketsAsync(string store, params string[] keys)
    {
        var suffix = store.StartsWith("cos", StringComparison.Ordinal) ? "-1250000000" : "";
        var (from, to) = ($"select-{CliWorld.Unique()}-from{suffix}", $"select-{CliWorld.Unique()}-to{suffix}");
        await world.CreateBucketAsync(store, from, keys);
        await world.CreateBucketAsync(store, to);
        return (from, to);
    }

    private async Task<string[]> KeysAsync(string store, string bucket)
    {
        using var client = world.Open(store);
        return [.. (await client.ListObjectsAsync(new ObjectStores.ListObjectsRequest { Bucket = bucket, Prefix = "" }, CancellationToken.None)).ValueOrThrow().Objects.Select(listed => listed.Key)];
    }
}
