using BulkCopy.ObjectStores;
using Xunit;

namespace BulkCopy.Cli.Tests.Cli;

public sealed class VersionsCommandTests(CliWorld world) : IClassFixture<CliWorld>
{
    [Fact]
    public async Task The_map_tells_which_version_became_which()
    {
        using var east = world.Open("s3-east");
        foreach (var bucket in new[] { "maps", "map-copies" })
        {
            await world.CreateBucketAsync("s3-east", bucket);
            (await east.SetVersioningAsync(bucket, BucketVersioning.Enabled, CancellationToken.None)).ValueOrThrow();
        }
        foreach (var content in new byte[]?[] { [1], [1, 2], null, [1] })
        {
            if (content is null) (await east.DeleteObjectAsync("maps", "a b", null, CancellationToken.None)).ValueOrThrow();
            else (await east.PutObjectAsync(new PutObjectRequest { Bucket = "maps", Key = "a b", Content = new MemoryStream(content), Length = content.Length }, CancellationToken.None)).ValueOrThrow();
        }
        var run = (await world.RunAsync("copy", "s3-east:maps", "s3-east:map-copies/to/", "--versions", "all", "--output", "json")).Expect(0).Json.GetProperty("runId").GetInt32();

        var one = (await world.RunAsync("runs", "versions", $"{run}", "a b", "--output", "json")).Expect(0).Json;
        var table = (await world.RunAsync("runs", "versions", $"{run}", "a b")).Expect(0).Output;
        var all = (await world.RunAsync("runs", "versions", $"{run}")).Expect(0).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var told = (await world.RunAsync("runs", "explain", $"{run}", "a b")).Expect(0).Output;

        var old = (await east.ListVersionsAsync(new ListVersionsRequest { Bucket = "maps" }, CancellationToken.None)).ValueOrThrow().Objects.Reverse().ToArray();
        var made = (await east.ListVersionsAsync(new ListVersionsRequest { Bucket = "map-copies" }, CancellationToken.None)).ValueOrThrow().Objects.Reverse().ToArray();
        Assert.Equal("to/a b", one.GetProperty("destinationKey").GetString());
        Assert.Equal(
            old.Zip(made).Select(pair => (pair.First.VersionId, pair.Second.VersionId, pair.First.IsDeleteMarker)),
            one.GetProperty("versions").EnumerateArray().Select(version => (version.GetProperty("versionId").GetString(), version.GetProperty("destinationVersionId").GetString(), version.GetProperty("deleteMarker").GetBoolean())));
        Assert.Contains("delete marker", table, StringComparison.Ordinal);
        Assert.Equal("entry,key,fromNewest,versionId,deleteMarker,lastModified,destinationVersionId,result,final,code", all[0].TrimEnd());
        Assert.Equal(old.Reverse().Select(version => version.VersionId), all[1..].Select(line => line.Split(',')[3]));
        Assert.All(made, version => Assert.Contains(version.VersionId!, told, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--versions all --min-size 1", "selected by key")]
    [InlineData("--versions all --compare missing", "Versions are not compared")]
    [InlineData("--versions all --forbid-overwrite", "allow overwriting")]
    [InlineData("--versions all --as-of 2026-01-01", "leave one of the two away")]
    [InlineData("--as-of 2026-01-01 --compare different", "Versions are not compared")]
    [InlineData("--versions all", "enable versioning there")]
    public async Task What_cannot_be_done_is_refused_before_anything_is_written(string options, string sentence)
    {
        var name = $"unversioned{CliWorld.Unique()}";
        await world.CreateBucketAsync("s3-east", name, "a");
        await world.CreateBucketAsync("s3-east", $"{name}-copies");

        foreach (var verb in new[] { "copy", "plan" })
        {
            var result = await world.RunAsync([verb, $"s3-east:{name}", $"s3-east:{name}-copies", .. options.Split(' ')]);
            Assert.Equal(2, result.ExitCode);
            Assert.Contains(sentence, result.Error, StringComparison.Ordinal);
        }
    }
}
