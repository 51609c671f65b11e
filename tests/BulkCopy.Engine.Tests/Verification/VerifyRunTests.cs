using System.Text;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Tests.Workers;
using BulkCopy.Engine.Verification;
using BulkCopy.ObjectStores;
using BulkCopy.Testing;

namespace BulkCopy.Engine.Tests.Verification;

public sealed class VerifyRunTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData("s3", "srcbucket", "s3", "dstbucket", VerifyDepth.Listing)]
    [InlineData("s3", "srcbucket", "s3", "dstbucket", VerifyDepth.Head)]
    [InlineData("s3", "srcbucket", "s3", "dstbucket", VerifyDepth.Deep)]
    [InlineData("cos", "src-1250000000", "oss", "dstbucket", VerifyDepth.Listing)]
    [InlineData("cos", "src-1250000000", "oss", "dstbucket", VerifyDepth.Deep)]
    public async Task What_is_missing_different_or_extra_is_found_and_nothing_else_and_nothing_is_written(string from, string source, string to, string destination, VerifyDepth depth)
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        await fleet.CreateBucketAsync(from, source);
        await fleet.CreateBucketAsync(to, destination);
        foreach (var key in Enumerable.Range(0, 40).Select(i => $"in/中 {i:D3}"))
        {
            await fleet.PutAsync(from, source, key, Encoding.UTF8.GetBytes(key));
            await fleet.PutAsync(to, destination, "copy" + key[2..], Encoding.UTF8.GetBytes(key));
        }
        await fleet.PutAsync(from, source, "in/missing", [1, 2]);
        await fleet.PutAsync(from, source, "in/other size", [1, 2]);
        await fleet.PutAsync(to, destination, "copy/other size", [1, 2, 3]);
        await fleet.PutAsync(from, source, "in/other bytes", [1, 2]);
        await fleet.PutAsync(to, destination, "copy/other bytes", [1, 3]);
        await fleet.PutAsync(to, destination, "copy/extra", [9]);
        await fleet.PutAsync(to, destination, "copy/zz extra at the end", [9]);
        var before = await fleet.ListAsync(to, destination);

        var run = await fleet.RunToEndAsync(Spec(from, source, to, destination, depth));

        Assert.Equal((RunState.Complete, 45L, 40L, 5L), (run.State, run.Totals.Listed, run.Totals.Verified, run.Totals.Failed));
        Assert.Equal((0L, 0L), (run.Totals.Copied, run.Totals.Bytes));
        Assert.Equal(run.Totals with { SourceSeen = 0, DestinationSeen = 0 }, (await fleet.Reports.RecountAsync(run.Id, CancellationToken.None)) with { SourceSeen = 0, DestinationSeen = 0 });
        Assert.Equal(
            [("in/extra", VerifyFinding.Extra), ("in/missing", VerifyFinding.Missing), ("in/other bytes", VerifyFinding.Different), ("in/other size", VerifyFinding.Different), ("in/zz extra at the end", VerifyFinding.Extra)],
            await FindingsAsync(fleet, run));
        Assert.Equal(before, await fleet.ListAsync(to, destination));
        if (depth == VerifyDepth.Deep) Assert.Contains(await ProofsAsync(fleet, run), proof => proof == Proof.Content);
    }

    [Fact]
    public async Task What_cannot_be_proved_by_listings_is_reported_as_unprovable_and_a_deep_verification_proves_it()
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        await fleet.CreateBucketAsync("s3", "srcbucket");
        await fleet.CreateBucketAsync("s3", "dstbucket");
        var content = new byte[17 << 20];
        new Random(5).NextBytes(content);
        await fleet.PutAsync("s3", "srcbucket", "in/large", content);
        await fleet.RunToEndAsync(Spec("s3", "srcbucket", "s3", "dstbucket", VerifyDepth.Listing) with { Verify = null, Copy = new CopyOptions { PartCopyThresholdBytes = 16 << 20, PartSizeBytes = 8 << 20 } });

        var listed = await fleet.RunToEndAsync(Spec("s3", "srcbucket", "s3", "dstbucket", VerifyDepth.Listing));
        Assert.Equal((0L, 1L), (listed.Totals.Verified, listed.Totals.SizeOnly));
        Assert.Equal([("in/large", VerifyFinding.Unprovable)], await FindingsAsync(fleet, listed));
        var deep = await fleet.RunToEndAsync(Spec("s3", "srcbucket", "s3", "dstbucket", VerifyDepth.Deep));
        Assert.Equal((1L, 0L), (deep.Totals.Verified, deep.Totals.SizeOnly));
    }

    [Fact]
    public async Task One_rotten_byte_is_found_only_by_reading()
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        await fleet.CreateBucketAsync("s3", "srcbucket");
        await fleet.CreateBucketAsync("s3", "dstbucket");
        await fleet.PutAsync("s3", "srcbucket", "in/a", [1, 2, 3]);
        await fleet.PutAsync("s3", "dstbucket", "copy/a", [1, 2, 3]);
        fleet.Between = (_, store) => TamperingStore.Over(store, content: (request, bytes) =>
        {
            if (request.Bucket == "dstbucket") bytes[1] ^= 4;
            return bytes;
        });
        Assert.Equal(1, (await fleet.RunToEndAsync(Spec("s3", "srcbucket", "s3", "dstbucket", VerifyDepth.Head))).Totals.Verified);
        var deep = await fleet.RunToEndAsync(Spec("s3", "srcbucket", "s3", "dstbucket", VerifyDepth.Deep));
        Assert.Equal([("in/a", VerifyFinding.Different)], await FindingsAsync(fleet, deep));
    }

    [Fact]
    public async Task Metadata_is_compared_if_that_is_asked_for()
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        await fleet.CreateBucketAsync("s3", "srcbucket");
        await fleet.CreateBucketAsync("s3", "dstbucket");
        await fleet.PutAsync("s3", "srcbucket", "in/a", [1], new ObjectHeaders { Metadata = [new("author", "alice")] });
        await fleet.PutAsync("s3", "dstbucket", "copy/a", [1], new ObjectHeaders { Metadata = [new("author", "bob")] });
        var spec = Spec("s3", "srcbucket", "s3", "dstbucket", VerifyDepth.Head);
        Assert.Equal(1, (await fleet.RunToEndAsync(spec)).Totals.Verified);
        Assert.Equal(1, (await fleet.RunToEndAsync(spec with { Verify = spec.Verify! with { Metadata = true } })).Totals.Failed);
    }

    [Fact]
    public async Task A_worker_that_is_killed_loses_no_finding_and_doubles_none()
    {
        const int Objects = 2300;
        await using var fleet = await Fleet.StartAsync(postgres);
        await fleet.CreateBucketAsync("s3", "srcbucket");
        await fleet.CreateBucketAsync("s3", "dstbucket");
        await Parallel.ForAsync(0, Objects, async (i, _) =>
        {
            await fleet.PutAsync("s3", "srcbucket", $"in/{i:D5}", [(byte)i]);
            if (i % 100 != 7) await fleet.PutAsync("s3", "dstbucket", $"copy/{i:D5}", [(byte)i]);
        });
        var run = await fleet.Ledger.Runs.CreateAsync(Spec("s3", "srcbucket", "s3", "dstbucket", VerifyDepth.Head), null, CancellationToken.None);
        using (var crash = new CancellationTokenSource())
        {
            var first = fleet.WorkAsync("first", options => options.Concurrency = 4, CancellationToken.None, crash.Token);
            await fleet.UntilAsync(run.Id, now => now.Totals.Finished > 200, first);
            await crash.CancelAsync();
            await first;
        }
        using var stopping = new CancellationTokenSource();
        var second = fleet.WorkAsync("second", null, stopping.Token);
        var ended = await fleet.UntilAsync(run.Id, now => now.FinishedAt is not null, second);
        await stopping.CancelAsync();
        await second;
        Assert.Equal((RunState.Complete, Objects - 23L, 23L), (ended.State, ended.Totals.Verified, ended.Totals.Failed));
        Assert.Equal(Enumerable.Range(0, 23).Select(i => ($"in/{(i * 100) + 7:D5}", VerifyFinding.Missing)), await FindingsAsync(fleet, ended));
    }

    private static async Task<List<(string, VerifyFinding)>> FindingsAsync(Fleet fleet, Run run)
    {
        var findings = new List<(string Key, VerifyFinding Finding)>();
        await foreach (var (entry, outcome) in fleet.Reports.ReadRowsAsync(run.Id, null, false, CancellationToken.None))
            if (VerifyFindings.Of(outcome!) is var finding && finding != VerifyFinding.Equal) findings.Add((entry.Key, finding));
        return [.. findings.OrderBy(found => found.Key, StringComparer.Ordinal)];
    }

    private static async Task<List<Proof>> ProofsAsync(Fleet fleet, Run run)
    {
        var proofs = new List<Proof>();
        await foreach (var row in fleet.Reports.ReadRowsAsync(run.Id, null, false, CancellationToken.None)) proofs.Add(row.Outcome!.Proof);
        return proofs;
    }

    private static JobSpec Spec(string from, string source, string to, string destination, VerifyDepth depth) => new()
    {
        Name = "test",
        Source = new(from, source, "in/"),
        Destination = new(to, destination, "copy/"),
        Verify = new VerifySpec { Depth = depth },
        Failures = new FailurePolicy { StopAtFailedPercent = 100 },
    };
}
