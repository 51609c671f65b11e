using System.Text.Json;
using BulkCopy.Cli.Tests.Cli;
using BulkCopy.Emulator.Requests;
using BulkCopy.Engine.Tests.Tiering;
using BulkCopy.Engine.Tiering;
using BulkCopy.ObjectStores;
using BulkCopy.Testing;
using Xunit;

namespace BulkCopy.Cli.Tests.EndToEnd;

/// <summary><c>bulkcopy copy</c> of a bucket in which some objects are archived, on an emulator whose restores are sixty times as fast.</summary>
public sealed class RestoringCopyTests(PostgresFixture postgres)
{
    private const int Large = 3 << 20;

    [Theory]
    [InlineData("cos", "ARCHIVE", "STANDARD_IA", "Expedited")]
    [InlineData("oss", "Archive", "IA", "Standard")]
    public async Task Archived_sources_are_restored_waited_for_copied_and_verified(string dialect, string archive, string infrequent, string tier)
    {
        await using var scene = await TieringScene.StartAsync(postgres, dialect, acceleration: 60);
        var elsewhere = await ElsewhereAsync(scene);
        var seeded = Enumerable.Range(0, 60).Select(i => ($"k{i:D2}", i % 3 == 0 ? infrequent : archive, 70_000 + i, (string?)null))
            .Append(("large", archive, Large, null)).ToArray();
        await scene.PutAllAsync(200, seeded);

        var result = (await RunAsync(scene, "copy", $"here:{scene.Bucket}", $"here:{elsewhere}", "--restore-tier", tier, "--restore-days", "7",
            "--restore-poll", "500ms", "--part-copy-threshold", "2MiB", "--part-size", "1MiB", "--output", "json")).Expect(0).Json;

        Assert.Equal(("Complete", 61, 61, 0), (result.GetProperty("state").GetString(), Number(result, "copied"), Number(result, "verified"), Number(result, "retries")));
        Assert.Equal(41, scene.Emulator.Requests.CountEffects(Operation.RestoreObject));
        foreach (var (key, _, size, _) in seeded)
        {
            var source = (await scene.Store.HeadObjectAsync(new ReadObjectRequest { Bucket = scene.Bucket, Key = key }, default)).ValueOrThrow();
            var copy = (await scene.Store.HeadObjectAsync(new ReadObjectRequest { Bucket = elsewhere, Key = key }, default)).ValueOrThrow();
            Assert.Equal((size, source.Crc64), (copy.Size, copy.Crc64));
            Assert.False(scene.Store.Dialect.StorageClasses.IsArchive(copy.StorageClass));
        }
        Assert.Equal(41, Assert.Single(await scene.Ledger.Restores.CountAsync(new(result.GetProperty("runId").GetInt32()), default)).Objects);

        var told = (await RunAsync(scene, "runs", "explain", $"{Number(result, "runId")}", "large", "--output", "json")).Expect(0).Json;
        var words = told.GetProperty("timeline").EnumerateArray().Select(item => item.GetProperty("what").GetString()).ToArray();
        Assert.Equal(["listed", "restoring", "copied"], words.Where(word => word is "listed" or "restoring" or "copied"));
        Assert.Contains("restore", words);
    }

    [Fact]
    public async Task Archived_sources_fail_where_nobody_asked_to_restore_them_and_are_skipped_beyond_the_cap()
    {
        await using var scene = await TieringScene.StartAsync(postgres, "oss", acceleration: 60);
        var elsewhere = await ElsewhereAsync(scene);
        await scene.PutAllAsync(200, Enumerable.Range(0, 8).Select(i => ($"k{i}", "Archive", 70_000, (string?)null)));
        string[] copy = ["copy", $"here:{scene.Bucket}", $"here:{elsewhere}", "--output", "json"];

        var plain = (await RunAsync(scene, copy)).Expect(3).Json;
        Assert.Equal((0, 8), (Number(plain, "copied"), Number(plain, "failed")));
        Assert.Equal(0, scene.Emulator.Requests.Count(Operation.RestoreObject));

        var capped = (await RunAsync(scene, [.. copy, "--restore-tier", "Standard", "--restore-days", "7", "--restore-poll", "500ms", "--restore-max-objects", "3"])).Expect(0).Json;
        Assert.Equal((3, 5, 0), (Number(capped, "copied"), Number(capped, "skipped"), Number(capped, "failed")));
        Assert.Equal(3, scene.Emulator.Requests.CountEffects(Operation.RestoreObject));
        Assert.Equal(5, await scene.ScalarAsync($"SELECT count(*) FROM bulkcopy.outcomes WHERE code = '{TieringReasons.RestoreCapReached}'"));

        // The cap counts every archived object that the run needs, restored already or not.
        var priced = (await RunAsync(scene, [.. copy, "--restore-tier", "Standard", "--restore-days", "7", "--restore-max-cost", "0"])).Expect(0).Json;
        Assert.Equal((0, 8), (Number(priced, "copied"), Number(priced, "skipped")));
    }

    [Theory]
    [InlineData("--restore-days 3", "--restore-days says how archived sources are restored: say with --restore-tier that they are.")]
    [InlineData("--restore-tier Sometime", "'Sometime' is not a value for --restore-tier: write Expedited or Standard or Bulk.")]
    [InlineData("--restore-tier Bulk --restore-days 400", "'400' is not a value for --restore-days: write a number from 1 to 365.")]
    [InlineData("--restore-tier Bulk --restore-max-cost much", "'much' is not an amount for --restore-max-cost: write one such as 12.50.")]
    [InlineData("--restore-tier Bulk --restore-prices nowhere.yaml --restore-max-cost 1", "The file nowhere.yaml cannot be read")]
    public async Task Restore_options_that_cannot_be_kept_are_refused(string options, string sentence)
    {
        var result = await InProcess.RunAsync(Variables("cos", "ap-beijing", 1), ["copy", "here:a-1250000000", "here:b-1250000000", .. options.Split(' ')]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(sentence, result.Error, StringComparison.Ordinal);
    }

    private static async Task<string> ElsewhereAsync(TieringScene scene)
    {
        var bucket = scene.Bucket.Replace("photos", "elsewhere", StringComparison.Ordinal);
        (await scene.Store.CreateBucketAsync(bucket, default)).ValueOrThrow();
        return bucket;
    }

    private static async Task<ProcessResult> RunAsync(TieringScene scene, params string[] arguments)
    {
        var variables = Variables(scene.Store.Dialect.Name, scene.Store.Region, scene.Emulator.Endpoint.Port);
        variables["ConnectionStrings__BulkCopy"] = CliWorld.WithPassword(scene.Database);
        await using var process = BulkCopyProcess.Start(arguments, variables);
        return await process.WaitAsync(TestContext.Current.CancellationToken);
    }

    private static Dictionary<string, string> Variables(string dialect, string region, int port) => new()
    {
        ["BULKCOPY__Stores__here__Dialect"] = dialect,
        ["BULKCOPY__Stores__here__Region"] = region,
        ["BULKCOPY__Stores__here__ConnectTo"] = $"127.0.0.1:{port}",
        ["BULKCOPY__Stores__here__UseHttps"] = "false",
        ["BULKCOPY__Stores__here__Credentials__AccessKeyIdFrom"] = "env:TIER_KEY",
        ["BULKCOPY__Stores__here__Credentials__SecretAccessKeyFrom"] = "env:TIER_SECRET",
        ["TIER_KEY"] = TieringScene.AccessKey,
        ["TIER_SECRET"] = TieringScene.Secret,
    };

    private static int Number(JsonElement element, string name) => element.GetProperty(name).GetInt32();
}
