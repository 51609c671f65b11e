using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Tests.Workers;
using BulkCopy.ObjectStores;
using BulkCopy.Testing;

namespace BulkCopy.Engine.Tests.Uploads;

/// <summary>Large objects where nothing may be overwritten and the destination's store guards nothing.</summary>
public sealed class GuardedUploadsTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData("s3", "srcbucket", nameof(IObjectStore.UploadPartAsync))]
    [InlineData("oss", "srcbucket", nameof(IObjectStore.UploadPartCopyAsync))]
    public async Task What_somebody_else_writes_while_parts_are_copied_is_not_overwritten(string from, string source, string part)
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        await fleet.CreateBucketAsync(from, source);
        await fleet.CreateBucketAsync("oss", "dstbucket", versioned: true);
        await fleet.PutAsync(from, source, "large", new byte[12 << 20]);
        var parts = 0;
        async Task<StoreResult<PartResult>> ThenWriteAsync(Task<StoreResult<PartResult>> copying)
        {
            var copied = await copying;
            if (Interlocked.Increment(ref parts) == 3) await fleet.PutAsync("oss", "dstbucket", "large", "theirs"u8.ToArray());
            return copied;
        }
        fleet.Between = (_, store) => Interception.Over(store, (name, _, call) => name == part ? ThenWriteAsync((Task<StoreResult<PartResult>>)call()!) : call());

        var run = await fleet.RunToEndAsync(new JobSpec
        {
            Name = "guarded",
            Source = new(from, source, ""),
            Destination = new("oss", "dstbucket", ""),
            Copy = new CopyOptions { ForbidOverwrite = true, PartCopyThresholdBytes = 6 << 20, PartSizeBytes = 5 << 20, RelayPartSizeBytes = 5 << 20 },
        });

        Assert.Equal(3, parts);
        Assert.Equal((RunState.Complete, 0L, 1L), (run.State, run.Totals.Copied, run.Totals.AlreadyPresent));
        Assert.Equal(6, Assert.Single((await fleet.Store("oss").ListVersionsAsync(new ListVersionsRequest { Bucket = "dstbucket" }, default)).ValueOrThrow().Objects).Size);
    }
}
