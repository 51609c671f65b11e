using BulkCopy.Emulator.Faults;
using BulkCopy.Emulator.Requests;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Tests.Workers;
using BulkCopy.Postgres.Queries;
using BulkCopy.Testing;
using static BulkCopy.Engine.Tests.Versions.Histories;

namespace BulkCopy.Engine.Tests.Versions;

/// <summary>What becomes of histories when requests fail.</summary>
public sealed class HistoryTroublesTests(PostgresFixture postgres)
{
    private const int MiB = 1 << 20;

    [Theory]
    [InlineData("cos", "cos")]
    [InlineData("oss", "oss")]
    [InlineData("s3", "s3")]
    [InlineData("cos", "s3")]
    public async Task Lost_answers_make_no_second_version(string from, string to)
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        var (source, destination) = await CreateAsync(fleet, from, to);
        foreach (var i in Enumerable.Range(0, 6)) await MakeAsync(fleet, from, source, $"key {i}", Mixed("same everywhere", 9));
        fleet.Emulator.Faults.Add(new FaultRule
        {
            Kind = FaultKind.Reset, AfterEffect = true, Probability = 0.4, Seed = 7, Bucket = destination, Operations = [Operation.CopyObject, Operation.PutObject, Operation.DeleteObject],
        });

        var run = await fleet.RunToEndAsync(Job(from, source, to, destination));

        Assert.True(run.State == RunState.Complete, run.StateReason);
        Assert.Equal((54L, 54L), (run.Totals.Copied + run.Totals.Adopted, run.Totals.Verified));
        Assert.True(run.Totals.Adopted > 5);
        await AssertEqualAsync(fleet, run, from, source, to, destination);
    }

    [Fact]
    public async Task Versions_behind_one_that_failed_are_blocked_and_made_in_order_when_it_is_tried_again()
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        var (source, destination) = await CreateAsync(fleet, "s3", "s3");
        foreach (var key in new[] { "copies/a", "markers/a", "uploads/a", "fine" }) await MakeAsync(fleet, "s3", source, key, [1], [2], null, new byte[11 * MiB], [3], null);
        var refuse = new FaultRule { Kind = FaultKind.InternalError, Status = 403, Code = "AccessDenied", Bucket = destination };
        fleet.Emulator.Faults.Add(refuse with { Prefix = "copies/", Operations = [Operation.CopyObject], Skip = 1 });
        fleet.Emulator.Faults.Add(refuse with { Prefix = "markers/", Operations = [Operation.DeleteObject] });
        fleet.Emulator.Faults.Add(refuse with { Prefix = "uploads/", Operations = [Operation.UploadPartCopy], Skip = 1 });
        var job = Job("s3", source, "s3", destination) with
        {
            Copy = new CopyOptions { PartCopyThresholdBytes = 10 * MiB, PartSizeBytes = 5 * MiB }, Failures = new FailurePolicy { StopAtFailedPercent = 100, BaseDelay = TimeSpan.FromMilliseconds(10) },
        };

        var run = await fleet.RunToEndAsync(job, workers: 2);

        Assert.Equal((RunState.Complete, 12L, 12L), (run.State, run.Totals.Copied, run.Totals.Failed));
        Assert.Equal(["AccessDenied 3", "BlockedByEarlierVersion 9"], (await fleet.Reports.GroupFailuresAsync(run.Id, CancellationToken.None)).Select(group => $"{group.Code} {group.Count}").Order());
        Assert.Equal([1, 6, 2, 3], (await ListAsync(fleet, "s3", destination)).CountBy(version => version.Key).Select(count => count.Value));

        fleet.Emulator.Faults.Clear();
        Assert.Equal(12, await new RetryFailed(fleet.Database).RetryAsync(run.Id, ["AccessDenied"], null, "again", CancellationToken.None));
        using var stopping = new CancellationTokenSource();
        var working = fleet.WorkAsync("again", null, stopping.Token);
        run = await fleet.UntilAsync(run.Id, again => again.FinishedAt is not null, working);
        await stopping.CancelAsync();
        await working;

        Assert.Equal((RunState.Complete, 24L, 0L), (run.State, run.Totals.Copied, run.Totals.Failed));
        await AssertEqualAsync(fleet, run, "s3", source, "s3", destination);
    }

    [Fact]
    public async Task A_version_that_fails_for_now_holds_up_its_key_alone_and_costs_those_behind_it_no_attempt()
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        var (source, destination) = await CreateAsync(fleet, "s3", "s3");
        foreach (var i in Enumerable.Range(0, 3)) await MakeAsync(fleet, "s3", source, $"key {i}", [1], null, [2], [3]);
        // More often than one attempt repeats its call.
        fleet.Emulator.Faults.Add(new FaultRule { Kind = FaultKind.InternalError, Status = 409, Code = "OperationAborted", Bucket = destination, Prefix = "key 1", Operations = [Operation.DeleteObject], Count = 30 });

        var run = await fleet.RunToEndAsync(Job("s3", source, "s3", destination) with { Failures = new FailurePolicy { MaxAttempts = 20, BaseDelay = TimeSpan.FromMilliseconds(5), MaxDelay = TimeSpan.FromMilliseconds(50) } });

        Assert.Equal((RunState.Complete, 12L), (run.State, run.Totals.Copied));
        await AssertEqualAsync(fleet, run, "s3", source, "s3", destination);
        await using var command = fleet.Database.CreateCommand($"SELECT count(DISTINCT entry_id) FROM bulkcopy.outcomes WHERE run_id = {run.Id} AND NOT final");
        Assert.Equal(1L, await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task A_paused_run_goes_on_where_its_histories_stopped()
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        var (source, destination) = await CreateAsync(fleet, "s3", "s3");
        foreach (var i in Enumerable.Range(0, 2)) await MakeAsync(fleet, "s3", source, $"key {i}", Mixed($"key {i}", 40));
        var run = await fleet.Ledger.Runs.CreateAsync(Job("s3", source, "s3", destination), null, CancellationToken.None);
        // Behind the first they wait until the worker has seen that it is to pause.
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        fleet.Emulator.Faults.Add(new FaultRule { Kind = FaultKind.Hook, Bucket = destination, Operations = [Operation.CopyObject, Operation.DeleteObject], Skip = 20, Hook = () => gate.Task });
        using var stopping = new CancellationTokenSource();
        var working = fleet.WorkAsync("w", null, stopping.Token);
        await fleet.UntilAsync(run.Id, now => now.Totals.Copied >= 10, working);

        await fleet.Ledger.Runs.MoveAsync(run.Id, [RunState.Active], RunState.Pausing, null, CancellationToken.None);
        await fleet.SeenAsync();
        gate.SetResult();
        var paused = await fleet.UntilAsync(run.Id, now => now.State == RunState.Paused, working);
        Assert.Equal(paused.Totals.Copied, (await ListAsync(fleet, "s3", destination)).Count);
        Assert.Equal((0L, 0L), (paused.Totals.Failed, paused.Totals.Retries));
        Assert.True(paused.Totals.Copied < 80);
        fleet.Emulator.Faults.Clear();
        await fleet.Ledger.Runs.MoveAsync(run.Id, [RunState.Paused], RunState.Ready, null, CancellationToken.None);
        var ended = await fleet.UntilAsync(run.Id, now => now.FinishedAt is not null, working);
        await stopping.CancelAsync();
        await working;

        Assert.Equal((RunState.Complete, 80L, 0L), (ended.State, ended.Totals.Copied + ended.Totals.Adopted, ended.Totals.Retries));
        await AssertEqualAsync(fleet, ended, "s3", source, "s3", destination);
    }

    private static async Task<(string Source, string Destination)> CreateAsync(Fleet fleet, string from, string to)
    {
        var (source, destination) = (Bucket(from, "source"), Bucket(to, "target"));
        await fleet.CreateBucketAsync(from, source, versioned: true);
        await fleet.CreateBucketAsync(to, destination, versioned: true);
        return (source, destination);
    }
}
