using System.Text;
using BulkCopy.Emulator.Requests;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Tests.Workers;
using BulkCopy.ObjectStores;
using BulkCopy.Testing;

namespace BulkCopy.Engine.Tests.Verification;

public sealed class VerificationLevelTests(PostgresFixture postgres)
{
    private const int Large = (17 << 20) + 3;

    [Theory]
    [InlineData("cos", "src-1250000000", "cos-far", "dst-1250000000", VerificationLevel.Head, Proof.Crc64)]
    [InlineData("s3", "srcbucket", "s3", "dstbucket", VerificationLevel.Head, Proof.ETag)]
    [InlineData("cos", "src-1250000000", "cos-far", "dst-1250000000", VerificationLevel.Deep, Proof.Content)]
    [InlineData("oss", "srcbucket", "oss", "dstbucket", VerificationLevel.Deep, Proof.Content)]
    [InlineData("s3", "srcbucket", "s3", "dstbucket", VerificationLevel.Deep, Proof.Content)]
    [InlineData("cos", "src-1250000000", "s3", "dstbucket", VerificationLevel.Deep, Proof.Content)]
    public async Task Copies_are_proved_at_the_level_that_was_asked_for_and_the_proof_is_recorded(string from, string source, string to, string destination, VerificationLevel level, Proof expected)
    {
        await using var fleet = await SeededAsync(from, source, to, destination);
        var run = await fleet.RunToEndAsync(Spec(from, source, to, destination, level));

        // HEAD proves nothing about an S3 object that was put whole and copied in parts.
        var unproved = expected == Proof.ETag ? 1L : 0L;
        Assert.Equal((RunState.Complete, 4L, 4 - unproved, unproved), (run.State, run.Totals.Copied, run.Totals.Verified, run.Totals.SizeOnly));
        Assert.Equal(run.Totals, await fleet.Reports.RecountAsync(run.Id, CancellationToken.None));
        var proofs = new List<Proof>();
        await foreach (var row in fleet.Reports.ReadRowsAsync(run.Id, null, false, CancellationToken.None)) proofs.Add(row.Outcome!.Proof);
        Assert.All(proofs.Take(3), proof => Assert.Equal(expected, proof));
    }

    [Fact]
    public async Task At_level_head_every_copy_and_every_source_is_asked_about()
    {
        await using var fleet = await SeededAsync("s3", "srcbucket", "s3", "dstbucket");
        await fleet.RunToEndAsync(Spec("s3", "srcbucket", "s3", "dstbucket", VerificationLevel.Head));
        foreach (var key in new[] { "a", "b/中", "empty", "large" })
        {
            Assert.True(fleet.Emulator.Requests.Count(Operation.HeadObject, "dstbucket", key) >= 1, key);
            Assert.True(fleet.Emulator.Requests.Count(Operation.HeadObject, "srcbucket", key) >= 1, key);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_rotten_byte_is_found_by_a_deep_verification_and_never_called_verified(bool large)
    {
        await using var fleet = await SeededAsync("s3", "srcbucket", "s3", "dstbucket");
        fleet.Between = (_, store) => TamperingStore.Over(store, content: (request, bytes) =>
        {
            if (request.Bucket == "dstbucket" && request.Key == (large ? "large" : "a")) bytes[^1] ^= 1;
            return bytes;
        });
        var run = await fleet.RunToEndAsync(Spec("s3", "srcbucket", "s3", "dstbucket", VerificationLevel.Deep));

        Assert.Equal((RunState.Complete, 3L, 3L, 1L, 1L), (run.State, run.Totals.Copied, run.Totals.Verified, run.Totals.Failed, run.Totals.Retries));
        var failure = Assert.Single(await fleet.Reports.GroupFailuresAsync(run.Id, CancellationToken.None));
        Assert.Equal("Mismatch", failure.Code);
        Assert.Contains(large ? $"byte {Large - 1} is not the same" : "byte 0 is not the same", failure.ExampleMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metadata_and_class_that_did_not_arrive_are_a_mismatch_at_level_head_and_mended_by_the_next_attempt()
    {
        await using var fleet = await SeededAsync("s3", "srcbucket", "s3", "dstbucket");
        var lies = 0;
        fleet.Between = (_, store) => TamperingStore.Over(store, head: (request, head) =>
            request.Bucket != "dstbucket" || request.Key != "a" || Interlocked.Increment(ref lies) > 1 ? head : head with { Headers = head.Headers with { Metadata = [] } });
        var run = await fleet.RunToEndAsync(Spec("s3", "srcbucket", "s3", "dstbucket", VerificationLevel.Head));

        Assert.Equal((4L, 3L, 1L), (run.Totals.Copied, run.Totals.Verified, run.Totals.Retries));
        var outcomes = await fleet.Reports.ExplainAsync(run.Id, "a", CancellationToken.None);
        Assert.Contains(outcomes, item => item.Detail.Contains("it lacks the metadata 'author'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_source_that_changes_before_it_could_be_compared_is_reported_as_changed()
    {
        await using var fleet = await SeededAsync("s3", "srcbucket", "s3", "dstbucket");
        var changed = 0;
        fleet.Between = (_, store) => TamperingStore.Over(store, head: (request, head) =>
        {
            // The copy is asked about first: by then it is made.
            if (request.Bucket == "dstbucket" && request.Key == "a" && Interlocked.Exchange(ref changed, 1) == 0)
                fleet.PutAsync("s3", "srcbucket", "a", [7, 7]).GetAwaiter().GetResult();
            return head;
        });
        var run = await fleet.RunToEndAsync(Spec("s3", "srcbucket", "s3", "dstbucket", VerificationLevel.Deep));
        Assert.Equal((3L, 3L, 1L, 0L), (run.Totals.Copied, run.Totals.Verified, run.Totals.SourceChanged, run.Totals.Failed));
    }

    [Fact]
    public async Task A_wrong_copy_is_not_taken_for_one_that_was_there_before_where_overwriting_is_forbidden()
    {
        await using var fleet = await SeededAsync("s3", "srcbucket", "s3", "dstbucket");
        fleet.Between = (_, store) => TamperingStore.Over(store, content: (request, bytes) =>
        {
            if (request.Bucket == "dstbucket" && request.Key == "a") bytes[0] ^= 0x80;
            return bytes;
        });
        var spec = Spec("s3", "srcbucket", "s3", "dstbucket", VerificationLevel.Deep);
        var run = await fleet.RunToEndAsync(spec with { Copy = spec.Copy with { ForbidOverwrite = true } });
        Assert.Equal((3L, 0L, 1L), (run.Totals.Copied, run.Totals.AlreadyPresent, run.Totals.Failed));
    }

    private async Task<Fleet> SeededAsync(string from, string source, string to, string destination)
    {
        var fleet = await Fleet.StartAsync(postgres);
        await fleet.CreateBucketAsync(from, source);
        await fleet.CreateBucketAsync(to, destination);
        var headers = new ObjectHeaders { Metadata = [new("author", "alice")] };
        await fleet.PutAsync(from, source, "a", "a"u8.ToArray(), headers);
        await fleet.PutAsync(from, source, "b/中", Encoding.UTF8.GetBytes("content of b"), headers);
        await fleet.PutAsync(from, source, "empty", [], headers);
        var content = new byte[Large];
        new Random(11).NextBytes(content);
        await fleet.PutAsync(from, source, "large", content, headers);
        return fleet;
    }

    private static JobSpec Spec(string from, string source, string to, string destination, VerificationLevel level) => new()
    {
        Name = "test",
        Source = new(from, source, ""),
        Destination = new(to, destination, ""),
        Verification = level,
        Copy = new CopyOptions { PartCopyThresholdBytes = 16 << 20, PartSizeBytes = 8 << 20 },
        Failures = new FailurePolicy { MaxAttempts = 2, BaseDelay = TimeSpan.FromMilliseconds(1) },
    };
}
