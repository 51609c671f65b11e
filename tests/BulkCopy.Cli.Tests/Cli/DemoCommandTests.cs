using Xunit;

namespace BulkCopy.Cli.Tests.Cli;

public sealed class DemoCommandTests(CliWorld world) : IClassFixture<CliWorld>
{
    [Fact]
    public async Task The_demo_copies_three_buckets_compares_them_and_writes_reports()
    {
        var demo = (await world.RunAsync("demo", "--objects", "60", "--exit", "--output", "json")).Expect(0).Json;

        Assert.True(demo.GetProperty("ok").GetBoolean());
        var runs = demo.GetProperty("runs").EnumerateArray().ToArray();
        Assert.Equal(3, runs.Length);
        Assert.All(runs, run =>
        {
            Assert.True(run.GetProperty("equal").GetBoolean());
            Assert.Equal(63, run.GetProperty("run").GetProperty("total").GetInt64());
            Assert.Equal(63 + 1, File.ReadLines(run.GetProperty("report").GetString()!).Count());
        });
    }
}
