using Xunit;

namespace BulkCopy.Cli.Tests.Cli;

public sealed class FlowCommandsTests(CliWorld world) : IClassFixture<CliWorld>
{
    [Fact]
    public async Task Limits_are_set_shown_listed_and_forgotten()
    {
        var set = (await InProcess.RunAsync(world.Variables, "stores", "limit", "s3-east:limited", "--requests-per-second", "12.5", "--in-flight", "3",
            "--window", "Mon-Fri 08:00-18:00 Europe/Berlin: 2 req/s", "--output", "json")).Expect(0).Json;
        Assert.Equal(12.5, set.GetProperty("limit").GetProperty("requestsPerSecond").GetDouble());

        (await InProcess.RunAsync(world.Variables, "stores", "limit", "s3-east:limited", "--bytes-per-second", "10MiB")).Expect(0);
        var shown = (await InProcess.RunAsync(world.Variables, "stores", "limit", "s3-east:limited")).Expect(0);
        Assert.Equal("Limits of s3-east:limited: 12.5 req/s; 10.0 MiB/s; 3 in flight; Mon-Fri 08:00-18:00 Europe/Berlin: 2 req/s.", shown.Output.Trim());

        var listed = (await InProcess.RunAsync(world.Variables, "stores", "limits", "--output", "json")).Expect(0).JsonLines;
        Assert.Contains(listed, line => line.GetProperty("bucket").GetString() == "limited");
        var cleared = (await InProcess.RunAsync(world.Variables, "stores", "limit", "s3-east:limited", "--clear")).Expect(0);
        Assert.Equal("Limits of s3-east:limited: none.", cleared.Output.Trim());
    }

    [Theory]
    [InlineData("nowhere:bucket", "There is no store 'nowhere'")]
    [InlineData("s3-east:bucket/prefix", "limits are about whole buckets")]
    public async Task Limits_of_what_is_no_bucket_are_refused(string target, string reason)
    {
        var refused = await InProcess.RunAsync(world.Variables, "stores", "limit", target, "--in-flight", "3");
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains(reason, refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_works_on_its_own_run_and_leaves_others_to_workers()
    {
        await world.CreateBucketAsync("s3-east", "own-from", "a", "b");
        await world.CreateBucketAsync("s3-east", "own-to");
        var other = (await InProcess.RunAsync(world.Variables, "copy", "s3-east:own-from", "s3-east:own-to/other/", "--detach", "--output", "json")).Expect(0).Json.GetProperty("runId");
        (await InProcess.RunAsync(world.Variables, "copy", "s3-east:own-from", "s3-east:own-to/own/")).Expect(0);

        var prioritized = (await InProcess.RunAsync(world.Variables, "runs", "priority", $"{other}", "7", "--output", "json")).Expect(0).Json;
        Assert.Equal((7, "New"), (prioritized.GetProperty("priority").GetInt32(), prioritized.GetProperty("state").GetString()));

        (await InProcess.RunAsync(world.Variables, "runs", "resume", $"{other}")).Expect(0);
        Assert.Contains("has no priority any more", (await InProcess.RunAsync(world.Variables, "runs", "priority", $"{other}", "8")).Error, StringComparison.Ordinal);
    }
}
