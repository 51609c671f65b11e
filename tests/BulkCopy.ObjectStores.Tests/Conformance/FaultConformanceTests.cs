using BulkCopy.Emulator.Faults;
using BulkCopy.Emulator.Requests;
using BulkCopy.ObjectStores.Tests.Fakes;
using Xunit;

namespace BulkCopy.ObjectStores.Tests.Conformance;

/// <summary>What the client makes of a store that fails before or after it did what it was asked.</summary>
public abstract class FaultConformanceTests(EmulatorTarget target) : ConformanceTests(target)
{
    private readonly FaultInjector faults = target.Faults;

    private async Task<(StoreErrorCode? Code, bool Happened)> CopyUnderAsync(FaultRule rule)
    {
        var bucket = await Target.NewBucketAsync();
        await PutAsync(bucket, "source");
        using var store = Target.With(options => options with { CopyTimeout = TimeSpan.FromMinutes(5) });
        var id = faults.Add(rule with { Bucket = bucket, Prefix = "copy", Count = 1 });
        var copied = await store.CopyObjectAsync(Copy(bucket, "source", "copy"), Token);
        faults.Remove(id);
        return (CodeOf(copied), (await Store.HeadObjectAsync(Read(bucket, "copy"), Token)).Succeeded);
    }

    [Theory]
    [InlineData(FaultKind.SlowDown, false, StoreErrorCode.Throttled)]
    [InlineData(FaultKind.InternalError, false, StoreErrorCode.OutcomeUnknown)]
    [InlineData(FaultKind.InternalError, true, StoreErrorCode.OutcomeUnknown)]
    [InlineData(FaultKind.ErrorInsideOk, false, StoreErrorCode.OutcomeUnknown)]
    [InlineData(FaultKind.Reset, false, StoreErrorCode.OutcomeUnknown)]
    [InlineData(FaultKind.Reset, true, StoreErrorCode.OutcomeUnknown)]
    [InlineData(FaultKind.TruncatedBody, true, StoreErrorCode.OutcomeUnknown)]
    public async Task Copy_under_a_fault_is_named_and_never_repeated(FaultKind kind, bool takesEffect, StoreErrorCode expected)
    {
        var (code, happened) = await CopyUnderAsync(new FaultRule { Kind = kind, AfterEffect = takesEffect });
        Assert.Equal((expected, takesEffect), (code, happened));
    }

    [Fact]
    public async Task Copy_that_stalls_is_unknown()
    {
        var bucket = await Target.NewBucketAsync();
        await PutAsync(bucket, "source");
        var patience = TimeSpan.FromSeconds(77);
        var time = new RungTime(patience);
        using var store = ObjectStoreClient.Create(Target.Options with { CopyTimeout = patience }, time);
        var id = faults.Add(new FaultRule { Kind = FaultKind.Stall, Bucket = bucket, Prefix = "copy", AfterEffect = true, Operations = [Operation.CopyObject] });
        var copying = store.CopyObjectAsync(Copy(bucket, "source", "copy"), Token);
        while (!(await Store.HeadObjectAsync(Read(bucket, "copy"), Token)).Succeeded) await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Token);
        time.Ring();
        var copied = await copying;
        faults.Remove(id);
        Assert.Equal(StoreErrorCode.OutcomeUnknown, CodeOf(copied));
    }

    [Fact]
    public async Task Blanks_that_keep_the_connection_alive_are_no_answer_yet()
    {
        var (code, happened) = await CopyUnderAsync(new FaultRule { Kind = FaultKind.KeepAliveBlanks, Blanks = 5, Delay = TimeSpan.FromMilliseconds(5) });
        Assert.Equal((null, true), (code, happened));
    }

    [Fact]
    public async Task Clock_of_the_server_is_learned_from_its_refusal()
    {
        var bucket = await Target.NewBucketAsync();
        await PutAsync(bucket, "k");
        using var asksFirst = Target.With(options => options);
        using var writesFirst = Target.With(options => options);
        var id = faults.Add(new FaultRule { Kind = FaultKind.ClockSkew, Bucket = bucket, Skew = TimeSpan.FromHours(3) });
        var head = await asksFirst.HeadObjectAsync(Read(bucket, "k"), Token);
        var put = await writesFirst.PutObjectAsync(Put(bucket, "k"), Token);
        faults.Remove(id);
        Assert.Null(head.Error);
        Assert.Null(put.Error);
    }

    [Fact]
    public async Task What_may_be_repeated_gets_through_a_failing_store()
    {
        var bucket = await Target.NewBucketAsync();
        await PutAsync(bucket, "source");
        var uploadId = (await Store.CreateUploadAsync(new CreateUploadRequest { Bucket = bucket, Key = "whole" }, Token)).ValueOrThrow();
        using var store = Target.With(options => options with { MaxAttempts = 12 });
        foreach (var kind in new[] { FaultKind.SlowDown, FaultKind.InternalError, FaultKind.Reset })
        {
            var id = faults.Add(new FaultRule { Kind = kind, Bucket = bucket, Probability = 0.3, Seed = 5, AfterEffect = kind == FaultKind.Reset });
            for (var i = 0; i < 10; i++)
            {
                Assert.Null((await store.HeadObjectAsync(Read(bucket, "source"), Token)).Error);
                Assert.Null((await store.ListObjectsAsync(new ListObjectsRequest { Bucket = bucket }, Token)).Error);
                var part = new UploadPartCopyRequest { Source = new CopySource(bucket, "source"), Bucket = bucket, Key = "whole", UploadId = uploadId, PartNumber = 1 };
                Assert.Null((await store.UploadPartCopyAsync(part, Token)).Error);
            }
            faults.Remove(id);
        }
        Assert.Single((await Store.ListPartsAsync(bucket, "whole", uploadId, null, Token)).ValueOrThrow().Parts);
    }
}
