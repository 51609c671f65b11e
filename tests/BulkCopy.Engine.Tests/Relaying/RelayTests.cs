using BulkCopy.Emulator.Faults;
using BulkCopy.Emulator.Requests;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Tests.Workers;
using BulkCopy.ObjectStores;
using BulkCopy.ObjectStores.Checksums;
using BulkCopy.Testing;

namespace BulkCopy.Engine.Tests.Relaying;

public sealed class RelayTests(PostgresFixture postgres)
{
    private const int MiB = 1 << 20;

    public static TheoryData<string, string> Pairs => new()
    {
        { "cos", "s3" }, { "s3", "cos" }, { "s3", "oss" }, { "oss", "s3" }, { "cos", "oss" }, { "oss", "cos" },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Objects_are_proved_by_what_passed_through_the_worker(string from, string to)
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        var (source, destination) = await BucketsAsync(fleet, from, to);
        var contents = new Dictionary<string, byte[]> { ["empty"] = [], ["small"] = Random(3000, 1), ["parts"] = Random((9 * MiB) + 7, 2) };
        foreach (var (key, content) in contents) await fleet.PutAsync(from, source, key, content);
        contents["uploaded"] = await UploadAsync(fleet, from, source, "uploaded", 5 * MiB, 3);
        contents["uploaded small"] = await UploadAsync(fleet, from, source, "uploaded small", 5 * MiB, 1);

        var run = await fleet.RunToEndAsync(Spec(from, source, to, destination));

        // A plain MD5 of an S3 object cannot be compared with parts; everything else is proved.
        Assert.Equal((5L, from == "s3" ? 4L : 5L), (run.Totals.Copied, run.Totals.Verified));
        foreach (var (key, content) in contents) Assert.True(Same(content, await ReadAsync(fleet, to, destination, key)));
        Assert.Equal(0, fleet.Emulator.Requests.InternalErrors);
    }

    [Fact]
    public async Task What_is_sent_carries_its_MD5_so_that_bytes_altered_on_their_way_are_refused_and_sent_again()
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        var (source, destination) = await BucketsAsync(fleet, "cos", "s3");
        await fleet.PutAsync("cos", source, "object", Random(MiB, 4));
        fleet.Emulator.Faults.Add(new FaultRule { Kind = FaultKind.TruncatedBody, Operations = [Operation.GetObject], Count = 2 });

        var run = await fleet.RunToEndAsync(Spec("cos", source, "s3", destination));

        Assert.Equal((1L, 1L, 0L), (run.Totals.Copied, run.Totals.Verified, run.Totals.Retries));
        Assert.Equal(3, fleet.Emulator.Requests.Count(Operation.GetObject));
        Assert.Equal(1, fleet.Emulator.Requests.CountEffects(Operation.PutObject, destination, "object"));
    }

    [Fact]
    public async Task A_relay_that_is_interrupted_sends_only_the_missing_parts_again()
    {
        const int Parts = 12;
        await using var fleet = await Fleet.StartAsync(postgres);
        var (source, destination) = await BucketsAsync(fleet, "cos", "oss");
        await fleet.PutAsync("cos", source, "large", Random(Parts * MiB, 5));
        var run = await fleet.Ledger.Runs.CreateAsync(Spec("cos", source, "oss", destination) with { Copy = new CopyOptions { PartCopyThresholdBytes = 2 * MiB, RelayPartSizeBytes = MiB } }, null, default);
        // Behind the first parts all wait for the test to strike.
        fleet.Emulator.Faults.Add(new FaultRule { Kind = FaultKind.Latency, Delay = TimeSpan.FromMinutes(10), Operations = [Operation.UploadPart], Skip = Parts / 3 });
        using (var crash = new CancellationTokenSource())
        {
            var first = fleet.WorkAsync("first", options => options.Concurrency = 1, CancellationToken.None, crash.Token);
            await fleet.UntilAsync(run.Id, _ => fleet.Emulator.Requests.CountEffects(Operation.UploadPart) >= Parts / 3, first);
            await crash.CancelAsync();
            await first;
        }
        fleet.Emulator.Faults.Clear();
        Assert.Equal(Parts / 3, fleet.Emulator.Requests.CountEffects(Operation.UploadPart));

        using var stopping = new CancellationTokenSource();
        var second = fleet.WorkAsync("second", null, stopping.Token);
        var ended = await fleet.UntilAsync(run.Id, r => r.FinishedAt is not null, second);
        await stopping.CancelAsync();
        await second;

        Assert.Equal((1L, 1L), (ended.Totals.Copied, ended.Totals.Verified));
        Assert.InRange(fleet.Emulator.Requests.CountEffects(Operation.UploadPart), Parts, Parts + 1);
        Assert.Empty((await fleet.Store("oss").ListUploadsAsync(destination, "", null, null, default)).ValueOrThrow().Uploads);
    }

    [Fact]
    public async Task Relays_of_many_times_the_memory_stay_within_it()
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        fleet.Emulator.Seed(new() { Dialect = Emulator.EmulatorDialect.Cos, Bucket = "big-1250000000", Region = "ap-beijing", Count = 4, Size = 80 * MiB, PartSize = 16 * MiB });
        await fleet.CreateBucketAsync("s3", "dstbucket");

        var run = await fleet.RunToEndAsync(
            Spec("cos", "big-1250000000", "s3", "dstbucket") with { Copy = new CopyOptions() }, configure: options => options.RelayMemoryBytes = 64 * MiB);

        Assert.Equal((4L, 4L, 4L * 80 * MiB), (run.Totals.Copied, run.Totals.Verified, run.Totals.Bytes));
        Assert.Equal(20, fleet.Emulator.Requests.CountEffects(Operation.UploadPart));
    }

    private static async Task<(string Source, string Destination)> BucketsAsync(Fleet fleet, string from, string to)
    {
        var (source, destination) = (from == "cos" ? "src-1250000000" : "srcbucket", to == "cos" ? "dst-1250000000" : "dstbucket");
        await fleet.CreateBucketAsync(from, source);
        await fleet.CreateBucketAsync(to, destination);
        return (source, destination);
    }

    private static async Task<byte[]> UploadAsync(Fleet fleet, string store, string bucket, string key, int partSize, int parts)
    {
        var content = Random((partSize * (parts - 1)) + 1234, parts);
        var upload = (await fleet.Store(store).CreateUploadAsync(new CreateUploadRequest { Bucket = bucket, Key = key }, default)).ValueOrThrow();
        var completed = new List<CompletedPart>();
        foreach (var chunk in content.Chunk(partSize))
            completed.Add(new CompletedPart(completed.Count + 1, (await fleet.Store(store).UploadPartAsync(new UploadPartRequest
            {
                Bucket = bucket, Key = key, UploadId = upload, PartNumber = completed.Count + 1, Content = new MemoryStream(chunk), Length = chunk.Length,
            }, default)).ValueOrThrow().ETag));
        (await fleet.Store(store).CompleteUploadAsync(new CompleteUploadRequest { Bucket = bucket, Key = key, UploadId = upload, Parts = completed }, default)).ValueOrThrow();
        return content;
    }

    private static async Task<byte[]> ReadAsync(Fleet fleet, string store, string bucket, string key)
    {
        using var opened = (await fleet.Store(store).GetObjectAsync(new ReadObjectRequest { Bucket = bucket, Key = key }, default)).ValueOrThrow();
        using var read = new MemoryStream();
        await opened.Content.CopyToAsync(read);
        return read.ToArray();
    }

    private static JobSpec Spec(string from, string source, string to, string destination) => new()
    {
        Name = "relay",
        Source = new(from, source, ""),
        Destination = new(to, destination, ""),
        Copy = new CopyOptions { PartCopyThresholdBytes = 8 * MiB, RelayPartSizeBytes = 5 * MiB },
    };

    private static bool Same(byte[] a, byte[] b) => a.AsSpan().SequenceEqual(b);

    private static byte[] Random(int size, int seed)
    {
        var content = new byte[size];
        new Random(seed).NextBytes(content);
        return content;
    }
}
