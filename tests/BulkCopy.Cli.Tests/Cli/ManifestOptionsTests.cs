using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using BulkCopy.ObjectStores;
using Xunit;

namespace BulkCopy.Cli.Tests.Cli;

public sealed class ManifestOptionsTests(CliWorld world) : IClassFixture<CliWorld>
{
    [Fact]
    public async Task An_inventory_that_was_fetched_to_the_disk_is_copied_from_there()
    {
        var (source, destination) = await PlacesAsync("a b", "中", "not named");
        var folder = Path.Combine(world.Directory, CliWorld.Unique());
        Directory.CreateDirectory(Path.Combine(folder, "inv", "2026-01-01T01-00Z"));
        Directory.CreateDirectory(Path.Combine(folder, "inv", "data"));
        var rows = Encoding.UTF8.GetBytes($"\"{source[8..]}\",\"a+b\"\n\"{source[8..]}\",\"%E4%B8%AD\"\n");
        await File.WriteAllBytesAsync(Path.Combine(folder, "inv", "data", "x.csv.gz"), rows);
        var index = Path.Combine(folder, "inv", "2026-01-01T01-00Z", "manifest.json");
        await WriteIndexAsync(index, "inv/data/x.csv.gz", Convert.ToHexString(MD5.HashData(rows)));
        var copied = (await InProcess.RunAsync(world.Variables, "copy", source, destination, "--manifest", index, "--output", "json")).Expect(0).Json;
        Assert.Equal((2, 2), (copied.GetProperty("total").GetInt32(), copied.GetProperty("verified").GetInt32()));

        await WriteIndexAsync(index, "inv/data/x.csv.gz", new string('0', 32));
        Assert.Contains("it is not the file that was written", (await InProcess.RunAsync(world.Variables, "copy", source, destination, "--manifest", index)).Expect(2).Error, StringComparison.Ordinal);
        await WriteIndexAsync(index, "../../etc/passwd", "");
        Assert.Contains("names the file ../../etc/passwd, which is neither beside it", (await InProcess.RunAsync(world.Variables, "copy", source, destination, "--manifest", index)).Expect(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_failed_is_copied_by_another_run()
    {
        var (source, destination) = await PlacesAsync("a", "b");
        var list = Path.Combine(world.Directory, "failing.csv");
        await File.WriteAllTextAsync(list, "Key\na\nb\nnone\n");
        var run = (await InProcess.RunAsync(world.Variables, "copy", source, destination, "--manifest", list, "--output", "json")).Expect(3).Json.GetProperty("runId").GetInt32();
        var again = (await InProcess.RunAsync(world.Variables, "copy", source, destination, "--failed-of", $"{run}", "--output", "json")).Expect(3).Json;
        Assert.Equal((1, 1), (again.GetProperty("total").GetInt32(), again.GetProperty("failed").GetInt32()));
        var earlier = (await InProcess.RunAsync(world.Variables, "copy", source, destination, "--output", "json")).Expect(0).Json.GetProperty("runId").GetInt32();
        Assert.Equal($"bulkcopy: No object of run {earlier} has failed: there is nothing to copy.\n", (await InProcess.RunAsync(world.Variables, "copy", source, destination, "--failed-of", $"{earlier}")).Expect(2).Error);
    }

    [Fact]
    public async Task What_is_verified_is_chosen_as_what_is_copied()
    {
        var (source, destination) = await PlacesAsync("in/a", "in/b", "out/c");
        await InProcess.RunAsync(world.Variables, "copy", source, destination, "--key-replace", "^in/=>moved/", "--include", "in/**");
        var list = Path.Combine(world.Directory, "verify.csv");
        await File.WriteAllTextAsync(list, "Key\nin/a\nin/none\n");
        var rewritten = (await InProcess.RunAsync(world.Variables, "verify", source, destination, "--key-replace", "^in/=>moved/", "--include", "in/*", "--output", "json")).Expect(0).Json;
        Assert.Equal(2, rewritten.GetProperty("equal").GetInt32());
        var named = (await InProcess.RunAsync(world.Variables, "verify", source, destination, "--key-replace", "^in/=>moved/", "--manifest", list, "--output", "json")).Expect(0).Json;
        Assert.Equal((1, 1), (named.GetProperty("equal").GetInt32(), named.GetProperty("gone").GetInt32()));
        var listed = (await InProcess.RunAsync(world.Variables, "verify", source, destination, "--include", "out/**", "--output", "json")).Expect(3).Json;
        Assert.Equal((0, 1, 0), (listed.GetProperty("equal").GetInt32(), listed.GetProperty("missing").GetInt32(), listed.GetProperty("extra").GetInt32()));
        Assert.Contains("select by key, size, age or class", (await InProcess.RunAsync(world.Variables, "verify", source, destination, "--tag", "a")).Expect(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_reads_a_manifest_and_finds_keys_that_collide()
    {
        var (source, destination) = await PlacesAsync("x/a", "y/a", "y/b");
        var list = Path.Combine(world.Directory, "plan.csv");
        await File.WriteAllTextAsync(list, "x/a\ny/a\ny/none\n");
        var plan = (await InProcess.RunAsync(world.Variables, "plan", source, destination, "--manifest", list, "--key-template", "{name}", "--probe", "--output", "json")).Expect(0).Json;
        Assert.Equal(1, plan.GetProperty("copies").GetInt32());
        Assert.Equal(["DuplicateDestination", "NoSuchKey"], plan.GetProperty("obstacles").EnumerateArray().Select(one => one.GetProperty("code").GetString()!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_plan_says_what_copying_the_failures_of_a_run_would_do()
    {
        var (source, destination) = await PlacesAsync("a");
        var list = Path.Combine(world.Directory, "failing.csv");
        await File.WriteAllTextAsync(list, "a\nlater\nnever\n");
        var run = (await InProcess.RunAsync(world.Variables, "copy", source, destination, "--manifest", list, "--output", "json")).Expect(3).Json.GetProperty("runId").GetInt32().ToString(CultureInfo.InvariantCulture);
        using var store = world.Open("s3-east");
        (await store.PutObjectAsync(new PutObjectRequest { Bucket = source["s3-east:".Length..], Key = "later", Content = new MemoryStream([1, 2]), Length = 2 }, CancellationToken.None)).ValueOrThrow();
        var plan = (await InProcess.RunAsync(world.Variables, "plan", source, destination, "--failed-of", run, "--output", "json")).Expect(0).Json;
        Assert.Equal((1, 2), (plan.GetProperty("copies").GetInt32(), plan.GetProperty("copyBytes").GetInt32()));
        Assert.Equal(["NoSuchKey"], plan.GetProperty("obstacles").EnumerateArray().Select(one => one.GetProperty("code").GetString()!));
        Assert.Contains("There is no run 4711", (await InProcess.RunAsync(world.Variables, "plan", source, destination, "--failed-of", "4711")).Expect(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_only_one_run_can_read_is_no_manifest_of_a_schedule()
    {
        var (source, destination) = await PlacesAsync("a");
        var list = Path.Combine(world.Directory, "scheduled.csv");
        await File.WriteAllTextAsync(list, "a\n");
        async Task<string> RefusalAsync(params string[] options) => (await InProcess.RunAsync(world.Variables, ["schedules", "create", "nightly-named", source, destination, "--cron", "0 1 * * *", .. options])).Expect(2).Error;
        Assert.Contains("every run of a schedule reads its manifest anew: put it into a bucket and name it as STORE:BUCKET/KEY", await RefusalAsync("--manifest", list), StringComparison.Ordinal);
        Assert.Contains("What failed in run 1 is copied once, not by every run of a schedule", await RefusalAsync("--failed-of", "1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plus_in_an_encoded_key_is_not_guessed()
    {
        var (source, destination) = await PlacesAsync("a b", "a+b");
        var list = Path.Combine(world.Directory, "plus.csv");
        await File.WriteAllTextAsync(list, "a+b\n");
        string[] copy = ["copy", source, destination, "--manifest", list, "--manifest-url-encoded"];
        Assert.Contains("Row 1 of plus.csv has the key 'a+b', in which + may stand for a space or for itself", (await InProcess.RunAsync(world.Variables, copy)).Expect(2).Error, StringComparison.Ordinal);
        (await InProcess.RunAsync(world.Variables, [.. copy, "--manifest-plus", "Plus"])).Expect(0);
        using var store = world.Open("s3-east");
        Assert.Equal("a+b", Assert.Single((await store.ListObjectsAsync(new ListObjectsRequest { Bucket = destination["s3-east:".Length..] }, CancellationToken.None)).ValueOrThrow().Objects).Key);
    }

    [Fact]
    public async Task An_inventory_that_cannot_be_read_makes_no_run()
    {
        var (source, destination) = await PlacesAsync("a");
        var lists = $"lists-{CliWorld.Unique()}";
        await world.CreateBucketAsync("s3-east", lists);
        using var store = world.Open("s3-east");
        async Task PutAsync(string key, string text)
        {
            var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
            (await store.PutObjectAsync(new PutObjectRequest { Bucket = lists, Key = key, Content = content, Length = content.Length }, CancellationToken.None)).ValueOrThrow();
        }
        await PutAsync("orc/manifest.json", """{"version":"2016-11-30","fileFormat":"ORC","fileSchema":"struct<bucket:string,key:string>","files":[]}""");
        await PutAsync("damaged/manifest.json", """{"fileFormat":"CSV","fileSchema":"Bucket, Key","files":[]}""");
        await PutAsync("damaged/manifest.checksum", "00000000000000000000000000000000");
        foreach (var verb in new[] { "copy", "plan" })
        {
            Assert.Contains("in the format ORC, and only CSV is read: choose CSV", (await InProcess.RunAsync(world.Variables, verb, source, destination, "--manifest", $"s3-east:{lists}/orc/manifest.json")).Expect(2).Error, StringComparison.Ordinal);
            Assert.Contains("manifest.checksum beside it says 0000", (await InProcess.RunAsync(world.Variables, verb, source, destination, "--manifest", $"s3-east:{lists}/damaged/manifest.json")).Expect(2).Error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("There is no manifest 'none.csv': name a file on this machine, or an object as STORE:BUCKET/KEY.", "--manifest", "none.csv")]
    [InlineData("There is no store 's3-eats'. Did you mean 's3-east'?", "--manifest", "s3-eats:lists/x.csv")]
    [InlineData("The manifest s3-east:no-such-lists/x.csv cannot be read:", "--manifest", "s3-east:no-such-lists/x.csv")]
    [InlineData("--manifest-columns says how a manifest is read: name one by --manifest.", "--manifest-columns", "Key")]
    [InlineData("Objects are named by --manifest or by --failed-of: leave one of them away.", "--manifest", "x", "--failed-of", "1")]
    [InlineData("There is no run 4711: see 'bulkcopy runs list'.", "--failed-of", "4711")]
    [InlineData("The manifest cannot be used: Row 2 of broken.csv has a quote that is never closed.", "--manifest", "{broken}")]
    [InlineData("There is no column Key among Bucket, Size", "--manifest", "{broken}", "--manifest-columns", "Bucket,Size")]
    public async Task Manifests_that_cannot_be_used_make_no_run(string message, params string[] arguments)
    {
        var broken = Path.Combine(world.Directory, "broken.csv");
        await File.WriteAllTextAsync(broken, "Key\n\"a\n");
        var (source, destination) = await PlacesAsync("a");
        var refused = await InProcess.RunAsync(world.Variables, ["copy", source, destination, .. arguments.Select(argument => argument.Replace("{broken}", broken, StringComparison.Ordinal))]);
        Assert.Contains(message, refused.Expect(2).Error, StringComparison.Ordinal);
    }

    private async Task<(string Source, string Destination)> PlacesAsync(params string[] keys)
    {
        var name = CliWorld.Unique();
        await world.CreateBucketAsync("s3-east", $"named-from-{name}", keys);
        await world.CreateBucketAsync("s3-east", $"named-to-{name}");
        return ($"s3-east:named-from-{name}", $"s3-east:named-to-{name}");
    }

    private static Task WriteIndexAsync(string path, string key, string md5) => File.WriteAllTextAsync(path,
        $$"""{"version":"2016-11-30","fileFormat":"CSV","fileSchema":"Bucket, Key","files":[{"key":"{{key}}"{{(md5.Length > 0 ? $",\"MD5checksum\":\"{md5}\"" : "")}}}]}""");
}
