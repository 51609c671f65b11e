using System.Text;
using BulkCopy.Emulator.Faults;
using BulkCopy.Emulator.Requests;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Tests.Workers;
using BulkCopy.ObjectStores;
using BulkCopy.Postgres.Queries;
using BulkCopy.Testing;

namespace BulkCopy.Engine.Tests.Manifests.Reading;

/// <summary>Objects that a manifest names and that could not be asked about when it was read.</summary>
public sealed class UnseenObjectsTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData("s3", "srcbucket", 1000, false)]
    [InlineData("s3", "srcbucket", 12 << 20, false)]
    [InlineData("s3", "srcbucket", 12 << 20, true)]
    [InlineData("cos", "src-1250000000", 1000, false)]
    [InlineData("cos", "src-1250000000", 12 << 20, true)]
    public async Task One_that_may_be_read_by_now_is_copied_as_it_is_when_failures_are_tried_again(string store, string bucket, int size, bool tellsSize)
    {
        await using var fleet = await SceneAsync(store, bucket, size, tellsSize ? $"Key,Size\nhidden,{size}\n" : "hidden\n");
        fleet.Emulator.Faults.Add(new FaultRule { Kind = FaultKind.InternalError, Status = 403, Code = "AccessDenied", Bucket = bucket, Operations = [Operation.HeadObject] });
        var run = await fleet.RunToEndAsync(Job(store, bucket));
        Assert.Equal((RunState.Complete, 1L, 0L), (run.State, run.Totals.Failed, run.Totals.Copied));
        fleet.Emulator.Faults.Clear();

        var ended = await RetryAsync(fleet, run);

        Assert.Equal((RunState.Complete, 1L, 0L, (long)size, 1L), (ended.State, ended.Totals.Copied, ended.Totals.Failed, ended.Totals.Bytes, ended.Totals.Verified + ended.Totals.SizeOnly));
        Assert.Equal(size, Assert.Single(await fleet.ListAsync("s3", "dstbucket")).Size);
        Assert.Single((await fleet.Store("s3").ListVersionsAsync(new ListVersionsRequest { Bucket = "dstbucket" }, default)).ValueOrThrow().Objects);
    }

    [Fact]
    public async Task One_that_changes_between_its_parts_is_not_mixed()
    {
        const int Size = 12 << 20;
        await using var fleet = await SceneAsync("s3", "srcbucket", Size, $"Key,Size\nhidden,{Size}\n");
        fleet.Emulator.Faults.Add(new FaultRule { Kind = FaultKind.InternalError, Status = 403, Code = "AccessDenied", Bucket = "srcbucket", Operations = [Operation.HeadObject] });
        var run = await fleet.RunToEndAsync(Job("s3", "srcbucket"));
        fleet.Emulator.Faults.Clear();
        fleet.Emulator.Faults.Add(new FaultRule { Kind = FaultKind.Hook, Operations = [Operation.UploadPartCopy], PartNumber = 2, Count = 1, Hook = () => fleet.PutAsync("s3", "srcbucket", "hidden", Content(Size, 2)) });

        var ended = await RetryAsync(fleet, run);

        Assert.Equal((RunState.Complete, 0L, 1L), (ended.State, ended.Totals.Copied, ended.Totals.SourceChanged));
        Assert.Empty(await fleet.ListAsync("s3", "dstbucket"));
    }

    [Fact]
    public async Task One_whose_key_another_row_has_by_now_does_not_replace_it()
    {
        await using var fleet = await SceneAsync("s3", "srcbucket", 1000, "");
        await fleet.Store("s3").SetVersioningAsync("srcbucket", BucketVersioning.Enabled, default);
        var old = (await fleet.PutAsync("s3", "srcbucket", "hidden", Content(999, 2))).VersionId;
        await fleet.PutAsync("s3", "srcbucket", "hidden", Content(1000, 1));
        await fleet.PutAsync("oss", "lists", "list.csv", Encoding.UTF8.GetBytes($"Key,VersionId\nhidden,{old}\nhidden,\nhidden,{old}\n"));
        fleet.Between = (_, store) => InterceptedStore.Over(store, (name, args) => name == nameof(IObjectStore.HeadObjectAsync) && ((ReadObjectRequest)args[0]!).VersionId == old ? DeniedAsync() : null);
        var run = await fleet.RunToEndAsync(Job("s3", "srcbucket"));
        Assert.Equal((1L, 2L), (run.Totals.Copied, run.Totals.Failed));
        fleet.Between = (_, store) => store;

        var ended = await RetryAsync(fleet, run, 2);

        Assert.Equal((RunState.Complete, 1L, 2L), (ended.State, ended.Totals.Copied, ended.Totals.Failed));
        Assert.Equal(DuplicateDestinations.Code, Assert.Single(await fleet.Reports.GroupFailuresAsync(run.Id, default)).Code);
        Assert.Equal(1000, Assert.Single(await fleet.ListAsync("s3", "dstbucket")).Size);
    }

    private static Task<StoreResult<ObjectProperties>> DeniedAsync() =>
        Task.FromResult(new StoreResult<ObjectProperties>(new StoreError { Code = StoreErrorCode.AccessDenied, Operation = "HeadObject", Message = "not these versions" }));

    private static async Task<Run> RetryAsync(Fleet fleet, Run run, long failures = 1)
    {
        Assert.Equal(failures, await new RetryFailed(fleet.Database).RetryAsync(run.Id, null, null, "permitted now", default));
        using var stopping = new CancellationTokenSource();
        var working = fleet.WorkAsync("again", null, stopping.Token);
        var ended = await fleet.UntilAsync(run.Id, now => now.FinishedAt is not null, working);
        await stopping.CancelAsync();
        await working;
        return ended;
    }

    private async Task<Fleet> SceneAsync(string store, string bucket, int size, string manifest)
    {
        var fleet = await Fleet.StartAsync(postgres);
        await fleet.CreateBucketAsync(store, bucket);
        await fleet.CreateBucketAsync("s3", "dstbucket", versioned: true);
        await fleet.CreateBucketAsync("oss", "lists");
        await fleet.PutAsync(store, bucket, "hidden", Content(size, 1));
        await fleet.PutAsync("oss", "lists", "list.csv", Encoding.UTF8.GetBytes(manifest));
        return fleet;
    }

    private static JobSpec Job(string store, string bucket) => new()
    {
        Name = "unseen",
        Source = new(store, bucket, ""),
        Destination = new("s3", "dstbucket", ""),
        Manifest = new ManifestSource { Kind = ManifestKind.Csv, At = new("oss", "lists", "list.csv") },
        Copy = new CopyOptions { PartCopyThresholdBytes = 6 << 20, PartSizeBytes = 5 << 20, RelayPartSizeBytes = 5 << 20 },
        Failures = new FailurePolicy { BaseDelay = TimeSpan.FromMilliseconds(10), MaxDelay = TimeSpan.FromMilliseconds(50), StopAtFailedPercent = 100 },
    };

    private static byte[] Content(int size, int seed)
    {
        var content = new byte[size];
        new Random(seed).NextBytes(content);
        return content;
    }
}
