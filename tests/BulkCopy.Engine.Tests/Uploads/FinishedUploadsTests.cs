using BulkCopy.Emulator.Faults;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Tests.Workers;
using BulkCopy.ObjectStores;
using BulkCopy.Postgres.Queries;
using BulkCopy.Testing;

namespace BulkCopy.Engine.Tests.Uploads;

public sealed class FinishedUploadsTests(PostgresFixture postgres)
{
    [Fact]
    public async Task An_upload_with_all_its_parts_is_completed_when_the_failure_before_its_completion_is_tried_again()
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        await fleet.CreateBucketAsync("s3", "srcbucket");
        await fleet.CreateBucketAsync("s3", "dstbucket");
        foreach (var key in new[] { "large", "waits" }) await fleet.PutAsync("s3", "srcbucket", key, new byte[12 << 20]);
        fleet.Emulator.Faults.Add(new FaultRule { Kind = FaultKind.IgnoreCopyConditions });
        var (parts, isDenied) = (0, true);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        fleet.Between = (_, store) => Interception.Over(store, (name, args, call) => name switch
        {
            nameof(IObjectStore.UploadPartCopyAsync) when ((UploadPartCopyRequest)args[0]!).Key == "large" && Interlocked.Increment(ref parts) > 0 => call(),
            nameof(IObjectStore.HeadObjectAsync) when isDenied && Volatile.Read(ref parts) == 2 && (ReadObjectRequest)args[0]! is { Bucket: "srcbucket", Key: "large" } => DeniedAsync(),
            nameof(IObjectStore.CreateUploadAsync) when ((CreateUploadRequest)args[0]!).Key == "waits" => AfterAsync(release.Task, () => (Task<StoreResult<string>>)call()!),
            _ => call(),
        });
        var run = await fleet.Ledger.Runs.CreateAsync(new JobSpec
        {
            Name = "finished",
            Source = new("s3", "srcbucket", ""),
            Destination = new("s3", "dstbucket", ""),
            Copy = new CopyOptions { PartCopyThresholdBytes = 6 << 20, PartSizeBytes = 6 << 20, Probe = true },
            Failures = new FailurePolicy { BaseDelay = TimeSpan.FromMilliseconds(10), MaxDelay = TimeSpan.FromMilliseconds(50), StopAtFailedPercent = 100 },
        }, null, default);
        using var stopping = new CancellationTokenSource();
        var working = fleet.WorkAsync("w", null, stopping.Token);
        await fleet.UntilAsync(run.Id, now => now.Totals.Failed == 1, working);
        // What belongs to a segment that is still held is left as it is.
        while (await IsClosingAsync(fleet, run)) await Task.Delay(TimeSpan.FromMilliseconds(30), TimeProvider.System, stopping.Token);
        isDenied = false;

        Assert.Equal(1L, await new RetryFailed(fleet.Database).RetryAsync(run.Id, null, null, "permitted now", default));
        await fleet.UntilAsync(run.Id, now => now.Totals.Finished == 1, working);
        release.SetResult();
        var ended = await fleet.UntilAsync(run.Id, now => now.FinishedAt is not null, working);
        await stopping.CancelAsync();
        await working;

        Assert.Equal((RunState.Complete, 2L, 0L, 2), (ended.State, ended.Totals.Copied, ended.Totals.Failed, parts));
    }

    private static async Task<bool> IsClosingAsync(Fleet fleet, Run run)
    {
        await using var command = fleet.Database.CreateCommand($"SELECT EXISTS (SELECT FROM bulkcopy.segments_{run.Id} WHERE kind = 'UploadClose' AND state <> 'Done')");
        return await command.ExecuteScalarAsync() is true;
    }

    private static Task<StoreResult<ObjectProperties>> DeniedAsync() =>
        Task.FromResult(new StoreResult<ObjectProperties>(new StoreError { Code = StoreErrorCode.AccessDenied, Operation = "HeadObject", Message = "not now" }));

    private static async Task<StoreResult<string>> AfterAsync(Task before, Func<Task<StoreResult<string>>> call)
    {
        await before;
        return await call();
    }
}
