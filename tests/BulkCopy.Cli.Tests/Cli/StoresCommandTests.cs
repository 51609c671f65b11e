using Xunit;

namespace BulkCopy.Cli.Tests.Cli;

public sealed class StoresCommandTests(CliWorld world) : IClassFixture<CliWorld>
{
    [Fact]
    public async Task Stores_are_listed_with_references_and_without_secrets()
    {
        var text = (await InProcess.RunAsync(world.Variables, "stores", "list")).Expect(0);
        var lines = (await InProcess.RunAsync(world.Variables, "stores", "list", "--output", "json")).Expect(0).JsonLines;

        Assert.Contains("env:TEST_SECRET", text.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("test-secret", text.Output, StringComparison.Ordinal);
        Assert.Equal(7, lines.Count);
        Assert.Equal("cos-beijing", lines[0].GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_store_is_shown_with_its_limits()
    {
        var store = (await InProcess.RunAsync(world.Variables, "stores", "show", "oss-hangzhou", "--output", "json")).Expect(0).Json;

        Assert.Equal(1L << 30, store.GetProperty("simpleCopyBytes").GetInt64());
        Assert.Contains("1.00 GiB", (await InProcess.RunAsync(world.Variables, "stores", "show", "oss-hangzhou")).Expect(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bucket_that_can_be_used_passes_its_trial()
    {
        await world.CreateBucketAsync("oss-hangzhou", "trial", "first.txt");
        var trial = (await world.RunAsync("stores", "test", "oss-hangzhou:trial/", "--output", "json")).Expect(0).Json;

        Assert.True(trial.GetProperty("ok").GetBoolean());
        Assert.Equal(["listing", "bucket", "versioning", "reading"], trial.GetProperty("checks").EnumerateArray().Select(check => check.GetProperty("check").GetString()));
    }

    [Fact]
    public async Task A_bucket_that_cannot_be_used_fails_its_trial()
    {
        var trial = (await InProcess.RunAsync(world.Variables, "stores", "test", "wrong-secret:trial-1250000000")).Expect(1);

        Assert.StartsWith("failed  listing", trial.Output, StringComparison.Ordinal);
    }
}
