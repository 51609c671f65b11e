using System.Text;
using BulkCopy.ObjectStores;
using Xunit;

namespace BulkCopy.Cli.Tests.Cli;

public sealed class VerifyCommandTests(CliWorld world) : IClassFixture<CliWorld>
{
    private static readonly string[] Keys = [.. Enumerable.Range(0, 30).Select(number => $"2024/IMG {number:00} 音.jpg"), "2024/a,\"b\".txt"];

    [Fact]
    public async Task Damage_is_found_mended_and_found_no_more()
    {
        var (source, destination) = await CopiedAsync();
        Assert.Contains("31 equal in run", (await RunAsync(0, "verify", source, destination)).Output, StringComparison.Ordinal);

        await DamageAsync(destination);
        var report = Path.Combine(world.Directory, "differences.csv");
        var manifest = Path.Combine(world.Directory, "mend.csv");
        var found = (await RunAsync(3, "verify", source, destination, "--report", report, "--mend", manifest, "--output", "json")).Json;
        Assert.Equal((28, 1, 2, 0), (Number(found, "equal"), Number(found, "missing"), Number(found, "different"), Number(found, "extra")));
        var lines = await File.ReadAllLinesAsync(report);
        Assert.Equal(["Missing", "Different", "Different"], lines.Skip(1).Select(line => line.Split(',')[0]));
        var mending = await File.ReadAllLinesAsync(manifest);
        Assert.Equal(["Bucket,Key,VersionId", $"{Bucket(source)},{Keys[3]},", $"{Bucket(source)},{Keys[17]},", $"{Bucket(source)},\"2024/a,\"\"b\"\".txt\","], mending);

        var mended = (await RunAsync(0, "copy", source, destination, "--manifest", manifest, "--output", "json")).Json;
        Assert.Equal((3, 3), (Number(mended, "total"), Number(mended, "verified")));
        Assert.Equal(31, Number((await RunAsync(0, "verify", source, destination, "--depth", "head", "--metadata", "--output", "json")).Json, "equal"));
    }

    [Fact]
    public async Task An_extra_object_is_found_and_not_put_into_the_manifest()
    {
        var (source, destination) = await CopiedAsync();
        using var store = world.Open("s3-east");
        (await store.PutObjectAsync(new PutObjectRequest { Bucket = Bucket(destination), Key = "2024/extra", Content = new MemoryStream([1]), Length = 1 }, CancellationToken.None)).ValueOrThrow();
        var manifest = Path.Combine(world.Directory, "nothing-to-mend.csv");
        var report = Path.Combine(world.Directory, "extra.jsonl.gz");
        var found = await RunAsync(3, "verify", source, destination, "--mend", manifest, "--report", report);
        Assert.Contains("31 equal, 1 extra at the destination in run", found.Output, StringComparison.Ordinal);
        Assert.Single(await File.ReadAllLinesAsync(manifest));
        Assert.True(File.Exists(report));
    }

    [Fact]
    public async Task Metadata_cannot_be_compared_by_listings()
    {
        var refused = await InProcess.RunAsync(world.Variables, "verify", "s3-east:a", "s3-east:b", "--metadata");
        Assert.Equal("bulkcopy: Listings do not tell metadata: --metadata needs --depth head or deep.\n", refused.Expect(2).Error);
    }

    private async Task<(string Source, string Destination)> CopiedAsync()
    {
        var name = CliWorld.Unique();
        await world.CreateBucketAsync("s3-east", $"verify-from-{name}", Keys);
        await world.CreateBucketAsync("s3-east", $"verify-to-{name}");
        await RunAsync(0, "copy", $"s3-east:verify-from-{name}", $"s3-east:verify-to-{name}");
        return ($"s3-east:verify-from-{name}", $"s3-east:verify-to-{name}");
    }

    /// <summary>One object is deleted, one has other bytes of the same number, one is shorter.</summary>
    private async Task DamageAsync(string destination)
    {
        using var store = world.Open("s3-east");
        (await store.DeleteObjectAsync(Bucket(destination), Keys[3], null, CancellationToken.None)).ValueOrThrow();
        foreach (var (key, bytes) in new[] { (Keys[17], Encoding.UTF8.GetBytes(Keys[17].ToUpperInvariant())), (Keys[30], new byte[] { 1 }) })
            (await store.PutObjectAsync(new PutObjectRequest { Bucket = Bucket(destination), Key = key, Content = new MemoryStream(bytes), Length = bytes.Length }, CancellationToken.None)).ValueOrThrow();
    }

    private static string Bucket(string location) => location[(location.IndexOf(':', StringComparison.Ordinal) + 1)..];

    private static int Number(System.Text.Json.JsonElement document, string name) => document.GetProperty(name).GetInt32();

    private async Task<ProcessResult> RunAsync(int exitCode, params string[] arguments) => (await InProcess.RunAsync(world.Variables, arguments)).Expect(exitCode);
}
