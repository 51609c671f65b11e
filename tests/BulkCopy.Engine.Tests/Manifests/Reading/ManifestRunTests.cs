using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests.Reading;
using BulkCopy.Engine.Tests.Workers;
using BulkCopy.ObjectStores;
using BulkCopy.Testing;

namespace BulkCopy.Engine.Tests.Manifests.Reading;

public sealed class ManifestRunTests(PostgresFixture postgres)
{
    private static readonly string[] Keys = ["in/a,b", "in/say \"it\"", "in/two\nlines", "in/1+1=2 %41", "in/中文 😀", "in/plain"];
    private static readonly StoreLocation Manifest = new("oss", "lists", "for bulkcopy/list.csv");
    private static readonly StoreLocation Index = new("oss", "lists", "inv/manifest.json");

    public static TheoryData<string, bool> Csvs { get; } = new()
    {
        { "header", false }, { "header", true }, { "encoded", false }, { "encoded", true }, { "keys only", false }, { "no header", false }, { "with facts", true }, { "named columns", false },
    };

    [Theory]
    [MemberData(nameof(Csvs))]
    public async Task What_a_csv_in_a_bucket_names_is_copied_and_nothing_else(string kind, bool gzipped)
    {
        await using var fleet = await SeededAsync();
        var facts = (await fleet.ListAsync("s3", "srcbucket")).ToDictionary(listed => listed.Key);
        var text = new StringBuilder();
        if (kind is "header" or "encoded") text.Append("bucket,KEY,VersionId\r\n");
        if (kind == "with facts") text.Append("Key,Size,ETag,LastModifiedDate,StorageClass,Comment\n");
        foreach (var key in Keys)
            text.Append(kind switch
            {
                "header" => $"srcbucket,{Quoted(key)},\r\n",
                "encoded" => $"srcbucket,{Encoded(key)},\r\n",
                "keys only" => $"{Quoted(key)}\n",
                "no header" => $"srcbucket,{Quoted(key)}\n",
                "named columns" => $"x,{Quoted(key)},srcbucket,y\n",
                _ => string.Create(CultureInfo.InvariantCulture, $"{Quoted(key)},{facts[key].Size},\"\"\"{facts[key].ETag}\"\"\",{facts[key].LastModified:yyyy-MM-ddTHH:mm:ss.fffZ},STANDARD,\n"),
            });
        await PutAsync(fleet, Manifest, Packed(text.ToString(), gzipped));

        var run = await fleet.RunToEndAsync(Job(new ManifestSource
        {
            Kind = ManifestKind.Csv, At = Manifest, UrlEncoded = kind == "encoded", Plus = kind == "encoded" ? PlusMeaning.Space : PlusMeaning.Auto, Columns = kind == "named columns" ? ["what", "key", "bucket", "why"] : [],
        }));

        Assert.Equal((RunState.Complete, null), (run.State, run.StateReason));
        Assert.Equal((Keys.Length, Keys.Length, 0L), (run.Totals.Listed, run.Totals.Verified, run.Totals.Failed));
        Assert.Equal(Keys.Select(key => "out" + key[2..]).Order(StringComparer.Ordinal), (await fleet.ListAsync("s3", "dstbucket")).Select(copy => copy.Key).Order(StringComparer.Ordinal));
        await AssertExactAsync(fleet, run);
    }

    [Theory]
    [InlineData("s3", "srcbucket")]
    [InlineData("cos", "src-1250000000")]
    [InlineData("oss", "srcbucket")]
    public async Task An_inventory_s_current_objects_below_the_source_are_copied_without_asking_for_them(string store, string bucket)
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        await fleet.CreateBucketAsync(store, bucket, versioned: true);
        await fleet.CreateBucketAsync("s3", "dstbucket");
        await fleet.CreateBucketAsync("oss", "lists");
        foreach (var key in Keys.Append("elsewhere/x").Append("in/plain")) await fleet.PutAsync(store, bucket, key, Encoding.UTF8.GetBytes(key));
        await fleet.Store(store).DeleteObjectAsync(bucket, Keys[0], null, default);
        var files = new List<(string Key, byte[] Bytes)>();
        var versions = (await fleet.Store(store).ListVersionsAsync(new ListVersionsRequest { Bucket = bucket }, default)).ValueOrThrow().Objects;
        foreach (var half in versions.Chunk(5))
            files.Add(($"inv/data/{files.Count}.csv.gz", Packed(string.Concat(half.Select(one => InventoryRow(store, bucket, one))), gzipped: true)));
        foreach (var (key, bytes) in files) await fleet.PutAsync("oss", "lists", key, bytes);
        var schema = store == "cos" ? "Appid, Bucket, Key, VersionId, IsLatest, IsDeleteMarker, Size, LastModifiedDate, ETag, StorageClass" : "Bucket, Key, VersionId, IsLatest, IsDeleteMarker, Size, LastModifiedDate, ETag, StorageClass";
        await fleet.PutAsync("oss", "lists", "inv/manifest.json", Encoding.UTF8.GetBytes(
            $$"""{"sourceBucket":"{{bucket}}","version":"{{store switch { "s3" => "2016-11-30", "oss" => "2019-09-01", _ => "1.0" }}}","fileFormat":"CSV","fileSchema":"{{schema}}","files":[{{string.Join(',', files.Select(file => $$"""{"key":"{{file.Key}}","size":1,"MD5checksum":"{{Convert.ToHexString(MD5.HashData(file.Bytes))}}"}"""))}}]}"""));

        var run = await fleet.RunToEndAsync(Job(new ManifestSource { Kind = ManifestKind.Inventory, At = new("oss", "lists", "inv/manifest.json") }) with { Source = new(store, bucket, "in/") }, workers: 2);

        Assert.Equal((RunState.Complete, null), (run.State, run.StateReason));
        Assert.Equal((Keys.Length - 1, Keys.Length - 1), (run.Totals.Listed, run.Totals.Copied));
        Assert.Equal(
            [("delete-marker", 1L), ("not-latest", 2L), ("prefix", 1L)],
            (await fleet.Reports.ReadLeftOutAsync(run.Id, default)).Select(one => (one.Reason, one.Objects)).OrderBy(one => one.Reason, StringComparer.Ordinal));
        await AssertExactAsync(fleet, run);
    }

    [Fact]
    public async Task Objects_that_a_manifest_names_and_the_source_has_not_fail_and_the_others_are_copied()
    {
        await using var fleet = await SeededAsync();
        await PutAsync(fleet, Manifest, Packed("Bucket,Key,VersionId\nsrcbucket,in/none,\nsrcbucket,in/plain,\nsrcbucket,in/plain,no-such-version\n", gzipped: false));
        var run = await fleet.RunToEndAsync(Job(new ManifestSource { Kind = ManifestKind.Csv, At = Manifest }));
        Assert.Equal((RunState.Complete, 1L, 2L), (run.State, run.Totals.Copied, run.Totals.Failed));
        var failures = await fleet.Reports.GroupFailuresAsync(run.Id, default);
        Assert.Contains(failures, failure => failure is { Code: "NoSuchKey", ExampleKey: "in/none" } && failure.ExampleMessage!.StartsWith($"Named by row 2 of {Manifest}:", StringComparison.Ordinal));
        await AssertExactAsync(fleet, run);
    }

    [Theory]
    [InlineData("Key\nin/plain\n\nin/a\n", "Row 3 of {0} is empty, and others follow.")]
    [InlineData("Bucket,Key\nsrcbucket,in/plain\nsrcbucket\n", "Row 3 of {0} has 1 fields where 2 columns were expected (Bucket, Key).")]
    [InlineData("Bucket,Key\nother,in/plain\n", "Row 2 of {0} names bucket 'other', which is no source of this job (srcbucket): name it as a source too, or take the row out.")]
    [InlineData("Key,Size\nin/plain,-1\n", "Row 2 of {0} has the size '-1', which is none.")]
    [InlineData("Key,LastModified\nin/plain,yesterday\n", "Row 2 of {0} has the time 'yesterday', which is none.")]
    [InlineData("Key,IsLatest\nin/plain,maybe\n", "Row 2 of {0} has IsLatest 'maybe', which is neither true nor false.")]
    [InlineData("Bucket,Key\nsrcbucket,\n", "Row 2 of {0} has no key.")]
    [InlineData("a,b,c,d\n", "{0} has 4 columns and no header that names one of them Key: name the columns in their order.")]
    [InlineData("Key,key\n", "{0} has two columns called Key.")]
    [InlineData("Key,Size\nin/plain,{long}\n", "Row 2 of {0} has the size '")]
    [InlineData("\"in/plain\n", "Row 1 of {0} has a quote that is never closed.")]
    public async Task A_manifest_that_cannot_be_understood_fails_the_run_and_names_the_row(string text, string message)
    {
        await using var fleet = await SeededAsync();
        await PutAsync(fleet, Manifest, Packed(text.Replace("{long}", string.Concat(Enumerable.Repeat("😀", 9000)), StringComparison.Ordinal), gzipped: false));
        var run = await fleet.RunToEndAsync(Job(new ManifestSource { Kind = ManifestKind.Csv, At = Manifest }));
        Assert.Equal(RunState.Failed, run.State);
        Assert.InRange(run.StateReason!.Length, 1, 1200);
        Assert.Contains(string.Format(CultureInfo.InvariantCulture, message, Manifest), run.StateReason, StringComparison.Ordinal);
        Assert.Equal(0, run.Totals.Listed);
    }

    [Fact]
    public async Task A_file_that_grows_beyond_measure_when_it_is_decompressed_is_refused()
    {
        await using var fleet = await SeededAsync();
        var bomb = new MemoryStream();
        await using (var gzip = new GZipStream(bomb, CompressionLevel.SmallestSize, leaveOpen: true))
            await gzip.WriteAsync(Encoding.UTF8.GetBytes("Key\n" + string.Concat(Enumerable.Repeat("elsewhere/" + new string('k', 900) + "\n", 30_000))), default);
        await PutAsync(fleet, Manifest, bomb.ToArray());
        var run = await fleet.RunToEndAsync(Job(new ManifestSource { Kind = ManifestKind.Csv, At = Manifest }));
        Assert.Equal(RunState.Failed, run.State);
        Assert.Contains("grows to more than 200 times its size", run.StateReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_manifest_that_is_another_than_the_declared_one_is_refused()
    {
        await using var fleet = await SeededAsync();
        await PutAsync(fleet, Manifest, Packed("Key\nin/plain\n", gzipped: false));
        var run = await fleet.RunToEndAsync(Job(new ManifestSource { Kind = ManifestKind.Csv, At = Manifest, ETag = "00000000000000000000000000000000" }));
        Assert.Equal(RunState.Failed, run.State);
        Assert.Contains("was written again", run.StateReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_an_inventory_that_is_not_what_its_index_says_is_refused_before_its_first_row()
    {
        await using var fleet = await SeededAsync();
        await fleet.PutAsync("oss", "lists", "inv/data.csv", Encoding.UTF8.GetBytes("srcbucket,in%2Fplain\n"));
        await fleet.PutAsync("oss", "lists", "inv/manifest.json", Encoding.UTF8.GetBytes(
            $$"""{"fileFormat":"CSV","fileSchema":"Bucket, Key","files":[{"key":"inv/data.csv","MD5checksum":"{{new string('0', 32)}}"}]}"""));
        var run = await fleet.RunToEndAsync(Job(new ManifestSource { Kind = ManifestKind.Inventory, At = new("oss", "lists", "inv/manifest.json") }));
        Assert.Equal((RunState.Failed, 0L), (run.State, run.Totals.Listed));
        Assert.Contains("oss:lists/inv/data.csv has the MD5", run.StateReason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2016-11-30", PlusMeaning.Auto, "out/a b")]
    [InlineData("2019-09-01", PlusMeaning.Space, "out/a b")]
    [InlineData("2019-09-01", PlusMeaning.Plus, "out/a+b")]
    [InlineData("2019-09-01", PlusMeaning.Auto, null)]
    [InlineData("", PlusMeaning.Auto, null)]
    public async Task A_plus_in_an_inventory_s_key_is_read_as_its_writer_means_it_or_not_at_all(string version, PlusMeaning plus, string? copied)
    {
        await using var fleet = await SeededAsync();
        foreach (var key in new[] { "in/a b", "in/a+b" }) await fleet.PutAsync("s3", "srcbucket", key, [1]);
        await fleet.PutAsync("oss", "lists", "inv/data.csv", Encoding.UTF8.GetBytes("srcbucket,in%2Fa+b\n"));
        await fleet.PutAsync("oss", "lists", "inv/manifest.json", Encoding.UTF8.GetBytes($$"""{"version":"{{version}}","fileFormat":"CSV","fileSchema":"Bucket, Key","files":[{"key":"inv/data.csv"}]}"""));
        var run = await fleet.RunToEndAsync(Job(new ManifestSource { Kind = ManifestKind.Inventory, At = Index, Plus = plus }));
        Assert.Equal(copied is null ? [] : [copied], (await fleet.ListAsync("s3", "dstbucket")).Select(copy => copy.Key));
        Assert.Equal(copied is null ? RunState.Failed : RunState.Complete, run.State);
        if (copied is null) Assert.Contains("Row 1 of oss:lists/inv/data.csv has the key 'in%2Fa+b', in which + may stand for a space or for itself", run.StateReason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{md5}\n", null)]
    [InlineData("{MD5}", null)]
    [InlineData("{base64}", null)]
    [InlineData("00000000000000000000000000000000", "oss:lists/inv/manifest.json has the MD5 {md5}, and manifest.checksum beside it says 00000000000000000000000000000000")]
    [InlineData("", "manifest.checksum beside oss:lists/inv/manifest.json holds no MD5")]
    public async Task An_index_is_compared_with_the_checksum_beside_it(string checksum, string? refusal)
    {
        await using var fleet = await SeededAsync();
        await fleet.PutAsync("oss", "lists", "inv/data.csv", Encoding.UTF8.GetBytes("srcbucket,in%2Fplain\n"));
        var index = Encoding.UTF8.GetBytes("""{"fileFormat":"CSV","fileSchema":"Bucket, Key","files":[{"key":"inv/data.csv"}]}""");
        var md5 = MD5.HashData(index);
        string Told(string text) => text.Replace("{md5}", Convert.ToHexStringLower(md5), StringComparison.Ordinal).Replace("{MD5}", Convert.ToHexString(md5), StringComparison.Ordinal)
            .Replace("{base64}", Convert.ToBase64String(md5), StringComparison.Ordinal);
        await fleet.PutAsync("oss", "lists", "inv/manifest.json", index);
        await fleet.PutAsync("oss", "lists", "inv/manifest.checksum", Encoding.ASCII.GetBytes(Told(checksum)));
        var job = Job(new ManifestSource { Kind = ManifestKind.Inventory, At = Index });
        var run = await fleet.RunToEndAsync(job);
        Assert.Equal((refusal is null ? RunState.Complete : RunState.Failed, refusal is null ? 1L : 0L), (run.State, run.Totals.Listed));
        if (refusal is null) return;
        Assert.Contains(Told(refusal), run.StateReason, StringComparison.Ordinal);
        var refused = await Assert.ThrowsAsync<ManifestFormatException>(() => ManifestContent.CheckAsync(job.Manifest!, fleet.Store, default));
        Assert.Contains(Told(refusal), refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PAR1\u0015\u0004\u0015x", "Parquet")]
    [InlineData("ORC\n\u0003\b\0", "ORC")]
    public async Task A_file_that_is_no_csv_names_its_format_and_what_to_do(string content, string format)
    {
        await using var fleet = await SeededAsync();
        await PutAsync(fleet, Manifest, Encoding.Latin1.GetBytes(content));
        var manifest = new ManifestSource { Kind = ManifestKind.Csv, At = Manifest };
        var refused = await Assert.ThrowsAsync<ManifestFormatException>(() => ManifestContent.CheckAsync(manifest, fleet.Store, default));
        Assert.StartsWith($"{Manifest} is an inventory in the format {format}, and only CSV is read: choose CSV", refused.Message, StringComparison.Ordinal);
        var run = await fleet.RunToEndAsync(Job(manifest));
        Assert.Equal((RunState.Failed, 0L), (run.State, run.Totals.Listed));
        Assert.Contains(refused.Message, run.StateReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_of_keys_may_begin_with_the_letters_of_another_format()
    {
        await using var fleet = await SeededAsync();
        await fleet.PutAsync("s3", "srcbucket", "ORCHID", [1]);
        await PutAsync(fleet, Manifest, Packed("ORCHID\n", gzipped: false));
        var manifest = new ManifestSource { Kind = ManifestKind.Csv, At = Manifest };
        await ManifestContent.CheckAsync(manifest, fleet.Store, default);
        Assert.Equal(1L, (await fleet.RunToEndAsync(Job(manifest) with { Source = new("s3", "srcbucket", "") })).Totals.Copied);
    }

    [Fact]
    public async Task Files_from_a_disk_are_read_from_the_ledger()
    {
        await using var fleet = await SeededAsync();
        var files = Keys.Chunk(4).Select(keys => Packed(string.Concat(keys.Select(key => $"srcbucket,{Quoted(key)}\n")) + new string('\n', 3), gzipped: true)).ToArray();
        var parts = files.Select((bytes, i) => new ManifestFile(new ManifestPart { Kind = ManifestPartKind.File, Name = $"{i}.csv.gz", Columns = ["Bucket", "Key"] }, () => new MemoryStream(bytes))).ToArray();
        var created = await fleet.Ledger.Runs.CreateAsync(Job(new ManifestSource { Kind = ManifestKind.Csv, File = "list.csv" }), parts, null, default);
        using var stopping = new CancellationTokenSource();
        var working = fleet.WorkAsync("w", null, stopping.Token);
        var run = await fleet.UntilAsync(created.Id, now => now.FinishedAt is not null, working);
        await stopping.CancelAsync();
        await working;
        Assert.Equal((RunState.Complete, Keys.Length), (run.State, run.Totals.Copied));
        await AssertExactAsync(fleet, run);
    }

    [Fact]
    public async Task What_failed_in_an_earlier_run_is_copied_by_a_later_one()
    {
        await using var fleet = await SeededAsync();
        await PutAsync(fleet, Manifest, Packed("in/plain\nin/later\nin/never\n", gzipped: false));
        var first = await fleet.RunToEndAsync(Job(new ManifestSource { Kind = ManifestKind.Csv, At = Manifest }));
        Assert.Equal((1L, 2L), (first.Totals.Copied, first.Totals.Failed));
        await fleet.PutAsync("s3", "srcbucket", "in/later", [1, 2, 3]);

        var second = await fleet.RunToEndAsync(Job(new ManifestSource { Kind = ManifestKind.FailedOf, FailedOf = first.Id.Value }));

        Assert.Equal((RunState.Complete, 2L, 1L, 1L), (second.State, second.Totals.Listed, second.Totals.Copied, second.Totals.Failed));
        Assert.Equal(3, (await fleet.Store("s3").HeadObjectAsync(new ReadObjectRequest { Bucket = "dstbucket", Key = "out/later" }, default)).ValueOrThrow().Size);
        var third = await fleet.RunToEndAsync(Job(new ManifestSource { Kind = ManifestKind.FailedOf, FailedOf = 4711 }));
        Assert.Contains("Run 4711 is not in the ledger any more", third.StateReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_verification_found_is_mended_without_a_file()
    {
        await using var fleet = await SeededAsync();
        await fleet.PutAsync("s3", "dstbucket", "out/plain", [1]);
        await fleet.PutAsync("s3", "dstbucket", "out/extra", [1]);
        var verify = Job(null) with { Verify = new VerifySpec(), Failures = new FailurePolicy { StopAtFailedPercent = 100 } };
        var found = await fleet.RunToEndAsync(verify);
        Assert.Equal(Keys.Length + 2, found.Totals.Failed);
        var mended = await fleet.RunToEndAsync(Job(new ManifestSource { Kind = ManifestKind.FailedOf, FailedOf = found.Id.Value }));
        Assert.Equal((RunState.Complete, Keys.Length + 1, 0L), (mended.State, mended.Totals.Copied, mended.Totals.Failed));
        Assert.Equal((Keys.Length + 1, 1L), ((await fleet.RunToEndAsync(verify)) is var again ? again.Totals.Verified : 0, again.Totals.Failed));
    }

    [Fact]
    public async Task A_killed_reader_s_rows_are_neither_lost_nor_doubled()
    {
        const int Objects = 6000;
        await using var fleet = await Fleet.StartAsync(postgres);
        await fleet.CreateBucketAsync("s3", "srcbucket");
        await fleet.CreateBucketAsync("s3", "dstbucket");
        await fleet.CreateBucketAsync("oss", "lists");
        await Parallel.ForAsync(0, Objects, async (i, _) => await fleet.PutAsync("s3", "srcbucket", $"in/{i:D5}", [(byte)i]));
        var random = new Random(5);
        var rows = Enumerable.Range(0, Objects).OrderBy(_ => random.Next()).Select(i => $"srcbucket,in/{i:D5}\n");
        await PutAsync(fleet, Manifest, Packed(string.Concat(rows), gzipped: true));
        var run = await fleet.Ledger.Runs.CreateAsync(Job(new ManifestSource { Kind = ManifestKind.Csv, At = Manifest }), null, default);
        for (var kill = 1; kill <= 4; kill++)
        {
            using var crash = new CancellationTokenSource();
            var worker = fleet.WorkAsync($"w{kill}", options => options.Concurrency = 4, CancellationToken.None, crash.Token);
            await fleet.UntilAsync(run.Id, now => now.Totals.Listed >= kill * 1000, worker);
            await crash.CancelAsync();
            await worker;
        }
        using var stopping = new CancellationTokenSource();
        var last = fleet.WorkAsync("last", null, stopping.Token);
        var ended = await fleet.UntilAsync(run.Id, now => now.FinishedAt is not null, last);
        await stopping.CancelAsync();
        await last;
        Assert.Equal((RunState.Complete, Objects, Objects), (ended.State, ended.Totals.Listed, ended.Totals.Copied + ended.Totals.Adopted));
        Assert.Equal(Objects, (await fleet.ListAsync("s3", "dstbucket")).Count);
        await AssertExactAsync(fleet, ended);
    }

    private async Task<Fleet> SeededAsync()
    {
        var fleet = await Fleet.StartAsync(postgres);
        await fleet.CreateBucketAsync("s3", "srcbucket");
        await fleet.CreateBucketAsync("s3", "dstbucket");
        await fleet.CreateBucketAsync("oss", "lists");
        foreach (var key in Keys.Append("in/not named")) await fleet.PutAsync("s3", "srcbucket", key, Encoding.UTF8.GetBytes(key));
        return fleet;
    }

    private static JobSpec Job(ManifestSource? manifest) => new()
    {
        Name = "test", Source = new("s3", "srcbucket", "in/"), Destination = new("s3", "dstbucket", "out/"), Manifest = manifest,
    };

    private static Task<WriteResult> PutAsync(Fleet fleet, StoreLocation at, byte[] bytes) => fleet.PutAsync(at.Store, at.Bucket, at.Prefix, bytes);

    private static string InventoryRow(string store, string bucket, ListedObject one) => string.Create(CultureInfo.InvariantCulture,
        $"{(store == "cos" ? "\"1250000000\",\"src\"" : Quoted(bucket))},\"{(store == "s3" ? Encoded(one.Key) : Uri.EscapeDataString(one.Key))}\",\"{one.VersionId}\",\"{(one.IsLatest ? "true" : "false")}\",\"{(one.IsDeleteMarker ? "true" : "false")}\",\"{(one.IsDeleteMarker ? "" : one.Size)}\",\"{one.LastModified:yyyy-MM-ddTHH:mm:ss.fffZ}\",\"{one.ETag}\",\"{one.StorageClass}\"\n");

    private static string Quoted(string key) => $"\"{key.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Encoded(string key) => Uri.EscapeDataString(key).Replace("%20", "+", StringComparison.Ordinal);

    private static byte[] Packed(string text, bool gzipped)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (!gzipped) return bytes;
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(bytes);
        return packed.ToArray();
    }

    /// <summary>The counters equal the rows.</summary>
    private static async Task AssertExactAsync(Fleet fleet, Run run) => Assert.Equal(run.Totals, await fleet.Reports.RecountAsync(run.Id, default));
}
