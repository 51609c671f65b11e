using System.Text;
using BulkCopy.Emulator.Faults;
using BulkCopy.Emulator.Requests;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Segments;
using BulkCopy.ObjectStores;
using BulkCopy.Testing;

namespace BulkCopy.Engine.Tests.Workers;

public sealed class WorkerHostTests(PostgresFixture postgres)
{
    private static readonly string[] OddKeys =
    [
        "plain.txt", "with space.txt", "plus+plus.txt", "percent%41%zz.txt", "多字节/中文.txt", "emoji😀.txt", "a//b", "a/./b/../c",
        "q?uery&amp=1#frag", "quotes'\"<>.txt", new string('x', 800), "trailing/", "~tilde!()*", "é\u0301", "ÿ",
    ];

    [Theory]
    [InlineData("cos", "src-1250000000", "cos-far", "dst-1250000000")]
    [InlineData("oss", "srcbucket", "oss", "dstbucket")]
    [InlineData("s3", "srcbucket", "s3", "dstbucket")]
    [InlineData("cos", "src-1250000000", "s3", "dstbucket")]
    [InlineData("s3", "srcbucket", "oss", "dstbucket")]
    public async Task A_bucket_is_copied_whole_with_metadata_and_tags_and_proved_equal(string from, string source, string to, string destination)
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        await fleet.CreateBucketAsync(from, source);
        await fleet.CreateBucketAsync(to, destination);
        var headers = new ObjectHeaders { ContentType = "text/x-odd", CacheControl = "max-age=7", Metadata = [new("author", "alice bob")] };
        foreach (var key in OddKeys) await fleet.PutAsync(from, source, key, Encoding.UTF8.GetBytes("content of " + key), headers, [new("team", "a/b c")]);
        await fleet.PutAsync(from, source, "empty", []);

        var run = await fleet.RunToEndAsync(Spec(from, source, to, destination));

        Assert.Equal(RunState.Complete, run.State);
        Assert.Equal(OddKeys.Length + 1, run.Totals.Copied);
        Assert.Equal(run.Totals.Listed, run.Totals.Verified);
        Assert.Equal(run.Totals with { Retries = 0 }, (await fleet.Reports.RecountAsync(run.Id, CancellationToken.None)) with { Retries = 0 });
        foreach (var key in OddKeys)
        {
            var copy = (await fleet.Store(to).HeadObjectAsync(new ReadObjectRequest { Bucket = destination, Key = key }, CancellationToken.None)).ValueOrThrow();
            Assert.Equal("text/x-odd", copy.Headers.ContentType);
            Assert.Equal("max-age=7", copy.Headers.CacheControl);
            Assert.Contains(new("author", "alice bob"), copy.Headers.Metadata);
            Assert.Equal([new("team", "a/b c")], (await fleet.Store(to).GetTagsAsync(destination, key, null, CancellationToken.None)).ValueOrThrow());
        }
    }

    [Theory]
    [InlineData("cos", "src-1250000000", "cos-far", "dst-1250000000")]
    [InlineData("oss", "srcbucket", "oss", "dstbucket")]
    [InlineData("s3", "srcbucket", "s3", "dstbucket")]
    [InlineData("s3", "srcbucket", "cos", "dst-1250000000")]
    public async Task A_large_object_is_copied_in_parts_with_everything_it_carries(string from, string source, string to, string destination)
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        await fleet.CreateBucketAsync(from, source);
        await fleet.CreateBucketAsync(to, destination);
        var content = new byte[(33 << 20) + 5];
        new Random(7).NextBytes(content);
        var headers = new ObjectHeaders { ContentType = "video/odd", Metadata = [new("a", "b")] };
        await fleet.PutAsync(from, source, "large file.bin", content, headers, [new("k", "v")]);

        var run = await fleet.RunToEndAsync(Spec(from, source, to, destination) with { Copy = new CopyOptions { PartCopyThresholdBytes = 16 << 20, PartSizeBytes = 8 << 20 } });

        Assert.Equal((RunState.Complete, 1L), (run.State, run.Totals.Copied));
        var copy = (await fleet.Store(to).HeadObjectAsync(new ReadObjectRequest { Bucket = destination, Key = "large file.bin" }, CancellationToken.None)).ValueOrThrow();
        Assert.Equal(content.Length, copy.Size);
        Assert.Equal("video/odd", copy.Headers.ContentType);
        Assert.Contains(new("a", "b"), copy.Headers.Metadata);
        Assert.Equal([new("k", "v")], (await fleet.Store(to).GetTagsAsync(destination, "large file.bin", null, CancellationToken.None)).ValueOrThrow());
        using var opened = (await fleet.Store(to).GetObjectAsync(new ReadObjectRequest { Bucket = destination, Key = "large file.bin" }, CancellationToken.None)).ValueOrThrow();
        using var read = new MemoryStream();
        await opened.Content.CopyToAsync(read, TestContext.Current.CancellationToken);
        Assert.True(content.AsSpan().SequenceEqual(read.ToArray()));
        Assert.Empty((await fleet.Store(to).ListUploadsAsync(destination, "", null, null, CancellationToken.None)).ValueOrThrow().Uploads);
    }

    [Fact]
    public async Task That_all_is_listed_is_known_while_objects_are_still_being_copied()
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        await fleet.CreateBucketAsync("s3", "srcbucket");
        await fleet.CreateBucketAsync("s3", "dstbucket");
        await fleet.PutAsync("s3", "srcbucket", "held", [1]);
        fleet.Emulator.Faults.Add(new FaultRule { Kind = FaultKind.Latency, Operations = [Operation.CopyObject], Delay = TimeSpan.FromMinutes(10), LongestDelay = TimeSpan.FromMinutes(10) });
        var run = await fleet.Ledger.Runs.CreateAsync(Spec("s3", "srcbucket", "s3", "dstbucket"), null, CancellationToken.None);
        using var abandon = new CancellationTokenSource();
        var working = fleet.WorkAsync("w", null, abandon.Token, abandon.Token);

        var listed = await fleet.UntilAsync(run.Id, r => r.ListingDone, working);

        Assert.Equal((RunState.Active, 1L, 0L), (listed.State, listed.Totals.Listed, listed.Totals.Finished));
        await abandon.CancelAsync();
        await working;
    }

    [Fact]
    public async Task Two_workers_share_a_run_of_several_thousand_objects_and_each_is_copied_once()
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        await fleet.CreateBucketAsync("s3", "many");
        await fleet.CreateBucketAsync("s3", "copies", versioned: true);
        await Parallel.ForAsync(0, 3500, async (i, _) => await fleet.PutAsync("s3", "many", $"dir{i % 7}/{i:D5}", Encoding.UTF8.GetBytes($"{i}")));

        var run = await fleet.RunToEndAsync(Spec("s3", "many", "s3", "copies"), workers: 2);

        Assert.Equal((RunState.Complete, 3500L, 3500L), (run.State, run.Totals.Copied, run.Totals.Verified));
        var versions = new List<ListedObject>();
        string? key = null, version = null;
        do
        {
            var page = (await fleet.Store("s3").ListVersionsAsync(new ListVersionsRequest { Bucket = "copies", KeyMarker = key, VersionIdMarker = version }, CancellationToken.None)).ValueOrThrow();
            versions.AddRange(page.Objects);
            (key, version) = (page.NextKeyMarker, page.NextVersionIdMarker);
        }
        while (key is not null);
        Assert.Equal(3500, versions.Count);
        Assert.Equal((await fleet.ListAsync("s3", "many")).Select(o => (o.Key, o.ETag)), (await fleet.ListAsync("s3", "copies")).Select(o => (o.Key, o.ETag)));
    }

    [Fact]
    public async Task A_run_can_be_paused_resumed_and_cancelled()
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        await fleet.CreateBucketAsync("s3", "many");
        await fleet.CreateBucketAsync("s3", "copies");
        await Parallel.ForAsync(0, 2500, async (i, _) => await fleet.PutAsync("s3", "many", $"{i:D5}", [1]));
        var run = await fleet.Ledger.Runs.CreateAsync(Spec("s3", "many", "s3", "copies"), null, CancellationToken.None);
        using var stopping = new CancellationTokenSource();
        var goOn = HoldCopies(fleet, 300);
        var working = fleet.WorkAsync("w", options => options.Concurrency = 2, stopping.Token);

        await fleet.UntilAsync(run.Id, r => r.Totals.Copied > 100, working);
        Assert.True(await fleet.Ledger.Runs.MoveAsync(run.Id, [RunState.Active], RunState.Pausing, "operator", CancellationToken.None));
        await fleet.SeenAsync();
        goOn();
        var paused = await fleet.UntilAsync(run.Id, r => r.State == RunState.Paused);
        Assert.True(paused.Totals.Copied < 2500);
        Assert.Equal(paused.Totals.Copied, (await fleet.Ledger.Runs.FindAsync(run.Id, CancellationToken.None))!.Totals.Copied);

        goOn = HoldCopies(fleet, 300);
        Assert.True(await fleet.Ledger.Runs.MoveAsync(run.Id, [RunState.Paused], RunState.Active, "operator", CancellationToken.None));
        await fleet.UntilAsync(run.Id, r => r.Totals.Copied > paused.Totals.Copied, working);
        Assert.True(await fleet.Ledger.Runs.MoveAsync(run.Id, [RunState.Active], RunState.Cancelling, "operator", CancellationToken.None));
        await fleet.SeenAsync();
        goOn();
        var cancelled = await fleet.UntilAsync(run.Id, r => r.State == RunState.Cancelled);
        Assert.Equal(cancelled.Totals.Copied, (await fleet.ListAsync("s3", "copies")).Count);
        await stopping.CancelAsync();
        await working;
    }

    [Fact]
    public async Task A_part_copy_that_is_interrupted_sends_only_the_missing_parts_again()
    {
        const int Parts = 24;
        await using var fleet = await Fleet.StartAsync(postgres);
        await fleet.CreateBucketAsync("cos", "src-1250000000");
        await fleet.CreateBucketAsync("cos", "dst-1250000000");
        await fleet.PutAsync("cos", "src-1250000000", "large", new byte[Parts << 20]);
        var spec = Spec("cos", "src-1250000000", "cos", "dst-1250000000") with { Copy = new CopyOptions { PartCopyThresholdBytes = 8 << 20, PartSizeBytes = 1 << 20 } };
        var run = await fleet.Ledger.Runs.CreateAsync(spec, null, CancellationToken.None);

        // Behind the first parts all wait for the test to strike.
        fleet.Emulator.Faults.Add(new FaultRule { Kind = FaultKind.Latency, Delay = TimeSpan.FromMinutes(10), Operations = [Operation.UploadPartCopy], Skip = Parts / 4 });
        using (var crash = new CancellationTokenSource())
        {
            var first = fleet.WorkAsync("first", options => options.Concurrency = 1, CancellationToken.None, crash.Token);
            await fleet.UntilAsync(run.Id, _ => fleet.Emulator.Requests.CountEffects(Operation.UploadPartCopy) >= Parts / 4, first);
            await crash.CancelAsync();
            await first;
        }
        fleet.Emulator.Faults.Clear();
        var copiedBefore = fleet.Emulator.Requests.CountEffects(Operation.UploadPartCopy);
        Assert.Equal(Parts / 4, copiedBefore);

        using var stopping = new CancellationTokenSource();
        var second = fleet.WorkAsync("second", null, stopping.Token);
        var ended = await fleet.UntilAsync(run.Id, r => r.FinishedAt is not null, second);
        await stopping.CancelAsync();
        await second;

        Assert.Equal((RunState.Complete, 1L, 1L), (ended.State, ended.Totals.Copied, ended.Totals.Verified));
        for (var part = 1; part <= Parts; part++)
            Assert.Equal(1, fleet.Emulator.Requests.CountEffects(Operation.UploadPartCopy, "dst-1250000000", "large", part));
    }

    [Fact]
    public async Task A_multipart_object_of_S3_is_copied_with_its_own_part_layout_and_proved_by_its_ETag()
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        await fleet.CreateBucketAsync("s3", "srcbucket");
        await fleet.CreateBucketAsync("s3", "dstbucket");
        var content = new byte[13 << 20];
        new Random(3).NextBytes(content);
        var upload = (await fleet.Store("s3").CreateUploadAsync(new CreateUploadRequest { Bucket = "srcbucket", Key = "k" }, CancellationToken.None)).ValueOrThrow();
        var parts = new List<CompletedPart>();
        foreach (var (number, from, length) in new[] { (1, 0, 6 << 20), (2, 6 << 20, 6 << 20), (3, 12 << 20, 1 << 20) })
        {
            var part = (await fleet.Store("s3").UploadPartAsync(new UploadPartRequest
            {
                Bucket = "srcbucket", Key = "k", UploadId = upload, PartNumber = number, Content = new MemoryStream(content, from, length), Length = length,
            }, CancellationToken.None)).ValueOrThrow();
            parts.Add(new CompletedPart(number, part.ETag));
        }
        (await fleet.Store("s3").CompleteUploadAsync(new CompleteUploadRequest { Bucket = "srcbucket", Key = "k", UploadId = upload, Parts = parts }, CancellationToken.None)).ValueOrThrow();

        var run = await fleet.RunToEndAsync(Spec("s3", "srcbucket", "s3", "dstbucket") with { Copy = new CopyOptions { PartCopyThresholdBytes = 8 << 20 } });

        Assert.Equal((1L, 1L, 0L), (run.Totals.Copied, run.Totals.Verified, run.Totals.SizeOnly));
        Assert.Equal((await fleet.ListAsync("s3", "srcbucket"))[0].ETag, (await fleet.ListAsync("s3", "dstbucket"))[0].ETag);
    }

    [Fact]
    public async Task An_existing_object_is_left_alone_when_overwriting_is_forbidden()
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        await fleet.CreateBucketAsync("oss", "srcbucket");
        await fleet.CreateBucketAsync("oss", "dstbucket", versioned: true);
        await fleet.PutAsync("oss", "srcbucket", "a", [1]);
        await fleet.PutAsync("oss", "srcbucket", "b", [2]);
        await fleet.PutAsync("oss", "dstbucket", "a", [9, 9]);

        var run = await fleet.RunToEndAsync(Spec("oss", "srcbucket", "oss", "dstbucket") with { Copy = new CopyOptions { ForbidOverwrite = true } });

        Assert.Equal((1L, 1L), (run.Totals.AlreadyPresent, run.Totals.Copied));
        Assert.Equal(2, (await fleet.ListAsync("oss", "dstbucket"))[0].Size);
    }

    [Fact]
    public async Task A_run_whose_bucket_is_gone_fails_with_the_reason()
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        await fleet.CreateBucketAsync("s3", "dstbucket");
        var run = await fleet.RunToEndAsync(Spec("s3", "nosuchbucket", "s3", "dstbucket"));
        Assert.Equal(RunState.Failed, run.State);
        Assert.Contains(nameof(StoreErrorCode.NoSuchBucket), run.StateReason, StringComparison.Ordinal);
    }

    /// <summary>Lets so many copies begin and holds the others until what it returns is called.</summary>
    private static Action HoldCopies(Fleet fleet, int passed)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var rule = fleet.Emulator.Faults.Add(new FaultRule { Kind = FaultKind.Hook, Operations = [Operation.CopyObject], Skip = passed, Hook = () => gate.Task });
        return () =>
        {
            fleet.Emulator.Faults.Remove(rule);
            gate.SetResult();
        };
    }

    private static JobSpec Spec(string from, string source, string to, string destination) =>
        new() { Name = "test", Source = new(from, source, ""), Destination = new(to, destination, "") };
}
