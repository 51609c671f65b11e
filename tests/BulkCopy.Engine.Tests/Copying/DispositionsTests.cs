using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Jobs;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Tests.Copying;

public sealed class DispositionsTests
{
    [Theory]
    [InlineData(StoreErrorCode.Throttled, Disposition.RetryCall)]
    [InlineData(StoreErrorCode.ServerError, Disposition.RetryCall)]
    [InlineData(StoreErrorCode.ConnectionFailed, Disposition.RetryCall)]
    [InlineData(StoreErrorCode.OutcomeUnknown, Disposition.AskDestination)]
    [InlineData(StoreErrorCode.PreconditionFailed, Disposition.SourceChanged)]
    [InlineData(StoreErrorCode.NoSuchKey, Disposition.SourceChanged)]
    [InlineData(StoreErrorCode.AlreadyExists, Disposition.AlreadyPresent)]
    [InlineData(StoreErrorCode.NoSuchUpload, Disposition.ReopenUpload)]
    [InlineData(StoreErrorCode.ArchivedObject, Disposition.FailEntry)]
    [InlineData(StoreErrorCode.NoSuchBucket, Disposition.StopRun)]
    [InlineData(StoreErrorCode.InvalidCredentials, Disposition.StopRun)]
    public void Each_code_has_its_disposition(StoreErrorCode code, Disposition expected) => Assert.Equal(expected, Dispositions.Of(code));

    [Fact]
    public void A_lost_answer_is_never_repeated_blindly() =>
        Assert.DoesNotContain(Dispositions.Of(StoreErrorCode.OutcomeUnknown), new[] { Disposition.RetryCall, Disposition.RetryEntry });

    [Fact]
    public void Delays_grow_to_the_ceiling_and_stay_below_it()
    {
        var schedule = new RetrySchedule(new FailurePolicy { BaseDelay = TimeSpan.FromSeconds(1), MaxDelay = TimeSpan.FromSeconds(60) }, new Random(4));
        for (var attempts = 1; attempts < 40; attempts++)
        {
            var ceiling = Math.Min(60, Math.Pow(2, attempts - 1));
            for (var i = 0; i < 50; i++) Assert.InRange(schedule.DelayAfter(attempts, outcomeUnknown: false).TotalSeconds, 0, ceiling);
        }
        Assert.True(schedule.DelayAfter(1, outcomeUnknown: true) >= TimeSpan.FromSeconds(2));
    }
}
