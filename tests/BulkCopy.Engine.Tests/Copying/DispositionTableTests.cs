using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Tests.Workers;
using BulkCopy.ObjectStores;
using BulkCopy.Testing;

namespace BulkCopy.Engine.Tests.Copying;

public sealed class DispositionTableTests(PostgresFixture postgres)
{
    private const int MostAttempts = 2;

    private static readonly Dictionary<Disposition, StoreErrorCode[]> Table = new()
    {
        [Disposition.RetryCall] =
        [
            StoreErrorCode.Throttled, StoreErrorCode.ServerError, StoreErrorCode.ConnectionFailed, StoreErrorCode.Conflict, StoreErrorCode.ClockSkew, StoreErrorCode.InvalidResponse,
        ],
        [Disposition.RetryEntry] = [StoreErrorCode.ExpiredCredentials, StoreErrorCode.BadDigest],
        [Disposition.AskDestination] = [StoreErrorCode.OutcomeUnknown],
        [Disposition.SourceChanged] = [StoreErrorCode.PreconditionFailed, StoreErrorCode.NotModified, StoreErrorCode.NoSuchKey, StoreErrorCode.NoSuchVersion],
        [Disposition.AlreadyPresent] = [StoreErrorCode.AlreadyExists],
        [Disposition.ReopenUpload] = [StoreErrorCode.NoSuchUpload, StoreErrorCode.InvalidPart],
        [Disposition.StopRun] = [StoreErrorCode.NoSuchBucket, StoreErrorCode.InvalidCredentials, StoreErrorCode.SignatureMismatch, StoreErrorCode.WrongRegion],
        [Disposition.FailEntry] =
        [
            StoreErrorCode.Unrecognized, StoreErrorCode.AccessDenied, StoreErrorCode.ArchivedObject, StoreErrorCode.RestoreInProgress, StoreErrorCode.EntityTooLarge,
            StoreErrorCode.EntityTooSmall, StoreErrorCode.InvalidRange, StoreErrorCode.InvalidArgument, StoreErrorCode.InvalidRequest, StoreErrorCode.KeyTooLong,
            StoreErrorCode.MetadataTooLarge, StoreErrorCode.InvalidTag, StoreErrorCode.InvalidStorageClass, StoreErrorCode.EncryptionFailed, StoreErrorCode.NotSupported,
            StoreErrorCode.BucketAlreadyExists, StoreErrorCode.BucketNotEmpty, StoreErrorCode.RefusedLocally,
        ],
    };

    [Fact]
    public void Every_code_has_the_disposition_that_is_written_here()
    {
        Assert.Equal(Enum.GetValues<StoreErrorCode>().Order(), Table.Values.SelectMany(codes => codes).Order());
        Assert.Equal(Enum.GetValues<Disposition>().Order(), Table.Keys.Order());
        Assert.All(Table, row => Assert.All(row.Value, code => Assert.Equal(row.Key, Dispositions.Of(code))));
    }

    [Fact]
    public async Task Every_code_ends_an_entry_or_has_it_tried_again_as_the_table_says()
    {
        await using var fleet = await SceneAsync(Table.Where(row => row.Key != Disposition.StopRun).SelectMany(row => row.Value));
        var run = await fleet.RunToEndAsync(Spec());
        Assert.Equal(RunState.Complete, run.State);
        var ended = new List<(StoreErrorCode Code, Outcome Outcome)>();
        await foreach (var (entry, outcome) in fleet.Reports.ReadRowsAsync(run.Id, null, false, CancellationToken.None)) ended.Add((Enum.Parse<StoreErrorCode>(entry.Key), outcome!));
        Assert.Equal(Table.Where(row => row.Key != Disposition.StopRun).Sum(row => row.Value.Length), ended.Count);
        Assert.All(ended, pair => Assert.Equal(Expected(pair.Code), (pair.Code, pair.Outcome.Final, pair.Outcome.Result, pair.Outcome.Attempt)));
    }

    [Theory]
    [InlineData(StoreErrorCode.NoSuchBucket)]
    [InlineData(StoreErrorCode.InvalidCredentials)]
    [InlineData(StoreErrorCode.SignatureMismatch)]
    [InlineData(StoreErrorCode.WrongRegion)]
    public async Task A_code_that_concerns_everything_stops_the_run_and_costs_no_attempt(StoreErrorCode code)
    {
        await using var fleet = await SceneAsync([code]);
        var run = await fleet.RunToEndAsync(Spec());
        Assert.Equal((RunState.Failed, 0L, 0L), (run.State, run.Totals.Finished, run.Totals.Retries));
        Assert.Contains(code.ToString(), run.StateReason, StringComparison.Ordinal);
    }

    private static (StoreErrorCode, bool, OutcomeResult, int) Expected(StoreErrorCode code) => Dispositions.Of(code) switch
    {
        Disposition.SourceChanged => (code, true, OutcomeResult.SourceChanged, 1),
        Disposition.AlreadyPresent => (code, true, OutcomeResult.AlreadyPresent, 1),
        Disposition.FailEntry => (code, true, OutcomeResult.Failed, 1),
        _ => (code, true, OutcomeResult.Failed, MostAttempts),
    };

    private async Task<Fleet> SceneAsync(IEnumerable<StoreErrorCode> codes)
    {
        var fleet = await Fleet.StartAsync(postgres);
        await fleet.CreateBucketAsync("s3", "srcbucket");
        await fleet.CreateBucketAsync("s3", "dstbucket");
        foreach (var code in codes) await fleet.PutAsync("s3", "srcbucket", code.ToString(), [1]);
        fleet.Between = (_, store) => RefusingStore.Over(store);
        return fleet;
    }

    private static JobSpec Spec() => new()
    {
        Name = "test",
        Source = new("s3", "srcbucket", ""),
        Destination = new("s3", "dstbucket", ""),
        Failures = new FailurePolicy { MaxAttempts = MostAttempts, BaseDelay = TimeSpan.FromMilliseconds(1) },
    };
}
