using System.Globalization;
using System.Text;
using BulkCopy.Emulator.Requests;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Tests.Workers;
using BulkCopy.Testing;

namespace BulkCopy.Engine.Tests.Comparing;

public sealed class ComparingRunTests(PostgresFixture postgres)
{
    private static readonly JobSpec Job = new()
    {
        Name = "compare",
        Source = new StoreLocation("s3", "source", "from/"),
        Destination = new StoreLocation("s3", "target", "to/"),
        Failures = new FailurePolicy { BaseDelay = TimeSpan.FromMilliseconds(20) },
    };

    [Theory]
    [InlineData("s3", "source", "s3", "target")]
    [InlineData("cos", "source-1250000000", "cos-far", "target-1250000000")]
    [InlineData("oss", "source", "s3", "target")]
    public async Task Only_what_differs_is_copied_and_no_object_is_asked_for(string from, string source, string to, string target)
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        await fleet.CreateBucketAsync(from, source);
        await fleet.CreateBucketAsync(to, target);
        foreach (var i in Enumerable.Range(0, 40)) await fleet.PutAsync(from, source, $"from/{i:D4} 中😀", Content(i));
        var job = Job with { Source = new StoreLocation(from, source, "from/"), Destination = new StoreLocation(to, target, "to/"), Compare = ComparePolicy.Different };
        var first = await fleet.RunToEndAsync(job);
        Assert.Equal((RunState.Complete, 40L, 0L), (first.State, first.Totals.Copied, first.Totals.DestinationSeen));

        await fleet.PutAsync(from, source, "from/0007 中😀", Content(1007));
        await fleet.PutAsync(from, source, "from/new", Content(2000));
        fleet.Emulator.Requests.Clear();
        var second = await fleet.RunToEndAsync(job);

        Assert.Equal((RunState.Complete, 2L, 2L), (second.State, second.Totals.Listed, second.Totals.Copied));
        Assert.Equal((41L, 40L), (second.Totals.SourceSeen, second.Totals.DestinationSeen));
        Assert.Equal([new LeftOut("Unchanged", 39, 39 * 9)], await fleet.Reports.ReadLeftOutAsync(second.Id, CancellationToken.None));
        Assert.Equal(0, fleet.Emulator.Requests.Count(Operation.HeadObject));
        Assert.Equal("left by --compare different, because the destination has it, as both are now: Unchanged", await new AbsenceExplainer(fleet).ExplainAsync(second, "from/0008 中😀", CancellationToken.None));
        Assert.Equal(
            (await fleet.ListAsync(from, source)).Select(o => (o.Key["from/".Length..], o.ETag?.ToUpperInvariant())),
            (await fleet.ListAsync(to, target)).Select(o => (o.Key["to/".Length..], o.ETag?.ToUpperInvariant())));
    }

    [Fact]
    public async Task Missing_copies_what_the_destination_lacks_whatever_the_rest_contains()
    {
        await using var fleet = await StartAsync();
        await fleet.PutAsync("s3", "source", "from/a", Content(1));
        await fleet.PutAsync("s3", "source", "from/b", Content(2));
        await fleet.PutAsync("s3", "target", "to/a", Content(3));
        await fleet.PutAsync("s3", "target", "to/extra", Content(4));
        var run = await fleet.RunToEndAsync(Job with { Compare = ComparePolicy.Missing });
        Assert.Equal((RunState.Complete, 1L, 1L), (run.State, run.Totals.Listed, run.Totals.Copied));
        Assert.Equal(["to/a", "to/b", "to/extra"], (await fleet.ListAsync("s3", "target")).Select(o => o.Key));
    }

    [Fact]
    public async Task Where_keys_are_rewritten_the_destination_is_asked_for_each_object()
    {
        await using var fleet = await StartAsync();
        foreach (var i in Enumerable.Range(0, 5)) await fleet.PutAsync("s3", "source", $"from/{i}", Content(i));
        var job = Job with { Compare = ComparePolicy.Different, Keys = new KeyRewriting { Template = "{key}/of" } };
        Assert.Equal(5, (await fleet.RunToEndAsync(job)).Totals.Copied);
        await fleet.PutAsync("s3", "source", "from/3", Content(77));
        var again = await fleet.RunToEndAsync(job);
        Assert.Equal((5L, 1L, 4L), (again.Totals.Listed, again.Totals.Copied, again.Totals.AlreadyPresent));
    }

    [Fact]
    public async Task A_mirror_waits_with_the_number_of_deletions_and_then_deletes_only_below_its_prefix()
    {
        await using var fleet = await StartAsync();
        foreach (var i in Enumerable.Range(0, 10)) await fleet.PutAsync("s3", "source", $"from/{i}", Content(i));
        foreach (var i in Enumerable.Range(5, 12)) await fleet.PutAsync("s3", "target", $"to/{i}", Content(i));
        await fleet.PutAsync("s3", "target", "elsewhere", Content(1));
        var run = await fleet.Ledger.Runs.CreateAsync(Mirror(7), null, CancellationToken.None);
        using var stopping = new CancellationTokenSource();
        var working = fleet.WorkAsync("w", null, stopping.Token);

        var suspended = await fleet.UntilAsync(run.Id, r => r is { State: RunState.Suspended, StateReason: not null }, working);
        Assert.Equal(
            $"5 objects (45 bytes) are to be copied, and 7 of 12 objects at the destination are to be deleted; nothing is copied or deleted before 'bulkcopy runs confirm {run.Id}'", suspended.StateReason);
        Assert.Equal(13, (await fleet.ListAsync("s3", "target")).Count);
        await fleet.PutAsync("s3", "source", "from/16", Content(16));
        await ConfirmAsync(fleet, run.Id);
        var ended = await fleet.UntilAsync(run.Id, r => r.FinishedAt is not null, working);
        await stopping.CancelAsync();
        await working;

        Assert.Equal((RunState.Complete, 12L, 5L, 6L, 1L), (ended.State, ended.Totals.Listed, ended.Totals.Copied, ended.Totals.Deleted, ended.Totals.Skipped));
        Assert.Equal(ended.Totals with { SourceSeen = 0, DestinationSeen = 0 }, await fleet.Reports.RecountAsync(run.Id, CancellationToken.None));
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"to/{i}").Append("elsewhere").Append("to/16").Order(StringComparer.Ordinal), (await fleet.ListAsync("s3", "target")).Select(o => o.Key));
        Assert.Equal(1, fleet.Emulator.Requests.Count(Operation.DeleteObjects));
    }

    [Theory]
    [InlineData(6, null, "7 objects would be deleted, and at most 6 may be")]
    [InlineData(null, 50.0, "7 of 12 objects at the destination would be deleted, which is more than 50 %")]
    public async Task A_mirror_above_its_limit_fails_before_anything_is_done(int? objects, double? percent, string reason)
    {
        await using var fleet = await StartAsync();
        foreach (var i in Enumerable.Range(0, 10)) await fleet.PutAsync("s3", "source", $"from/{i}", Content(i));
        foreach (var i in Enumerable.Range(5, 12)) await fleet.PutAsync("s3", "target", $"to/{i}", Content(i));
        var run = await fleet.RunToEndAsync(Job with { Compare = ComparePolicy.Mirror, Deletions = new DeletionLimit { Objects = objects, Percent = percent } });
        Assert.Equal(RunState.Failed, run.State);
        Assert.Contains(reason, run.StateReason, StringComparison.Ordinal);
        Assert.Equal(12, (await fleet.ListAsync("s3", "target")).Count);
    }

    [Fact]
    public async Task A_mirror_of_nothing_is_refused_and_one_without_deletions_asks_nobody()
    {
        await using var fleet = await StartAsync();
        await fleet.PutAsync("s3", "target", "to/a", Content(1));
        var empty = await fleet.RunToEndAsync(Mirror(1000));
        Assert.Equal(RunState.Failed, empty.State);
        Assert.Contains("The source is empty", empty.StateReason, StringComparison.Ordinal);

        await fleet.PutAsync("s3", "source", "from/a", Content(1));
        await fleet.PutAsync("s3", "source", "from/b", Content(1));
        var nothing = await fleet.RunToEndAsync(Mirror(0));
        Assert.Equal((RunState.Complete, 1L, 0L), (nothing.State, nothing.Totals.Copied, nothing.Totals.ToDelete));
    }

    [Theory]
    [InlineData(Emulator.Faults.FaultKind.Reset, true)]
    [InlineData(Emulator.Faults.FaultKind.Reset, false)]
    [InlineData(Emulator.Faults.FaultKind.InternalError, true)]
    [InlineData(Emulator.Faults.FaultKind.SlowDown, false)]
    public async Task A_deletion_whose_answer_was_lost_leaves_one_delete_marker_per_key(Emulator.Faults.FaultKind fault, bool afterEffect)
    {
        await using var fleet = await StartAsync(versioned: true);
        await fleet.PutAsync("s3", "source", "from/kept", Content(0));
        foreach (var i in Enumerable.Range(0, 30)) await fleet.PutAsync("s3", "target", $"to/{i:D3}", Content(i));
        fleet.Emulator.Faults.Add(new Emulator.Faults.FaultRule { Kind = fault, AfterEffect = afterEffect, Operations = [Operation.DeleteObjects], Count = 1 });

        var run = await MirrorToEndAsync(fleet, async (id, working) => await fleet.UntilAsync(id, r => r.FinishedAt is not null, working));

        Assert.Equal((RunState.Complete, 30L, 1L), (run.State, run.Totals.Deleted, run.Totals.Copied));
        await AssertOneMarkerEachAsync(fleet, 30);
    }

    [Fact]
    public async Task A_worker_killed_in_the_middle_of_a_deletion_is_followed_by_one_that_deletes_nothing_twice()
    {
        await using var fleet = await StartAsync(versioned: true);
        await fleet.PutAsync("s3", "source", "from/kept", Content(0));
        foreach (var i in Enumerable.Range(0, 30)) await fleet.PutAsync("s3", "target", $"to/{i:D3}", Content(i));
        fleet.Emulator.Faults.Add(new Emulator.Faults.FaultRule { Kind = Emulator.Faults.FaultKind.Stall, AfterEffect = true, Operations = [Operation.DeleteObjects], Count = 1 });
        var run = await fleet.Ledger.Runs.CreateAsync(Mirror(30), null, CancellationToken.None);
        using (var crash = new CancellationTokenSource())
        {
            var first = fleet.WorkAsync("first", null, CancellationToken.None, crash.Token);
            await fleet.UntilAsync(run.Id, r => r is { State: RunState.Suspended, StateReason: not null }, first);
            await ConfirmAsync(fleet, run.Id);
            while ((await fleet.ListAsync("s3", "target")).Any(o => o.Key != "to/kept")) await Task.Delay(TimeSpan.FromMilliseconds(30), TimeProvider.System, TestContext.Current.CancellationToken);
            await crash.CancelAsync();
            await first;
        }
        Assert.Equal(0, (await fleet.Ledger.Runs.FindAsync(run.Id, CancellationToken.None))!.Totals.Deleted);

        using var stopping = new CancellationTokenSource();
        var second = fleet.WorkAsync("second", null, stopping.Token);
        var ended = await fleet.UntilAsync(run.Id, r => r.FinishedAt is not null, second);
        await stopping.CancelAsync();
        await second;

        Assert.Equal((RunState.Complete, 30L), (ended.State, ended.Totals.Deleted));
        await AssertOneMarkerEachAsync(fleet, 30);
        Assert.Equal(["to/kept"], (await fleet.ListAsync("s3", "target")).Select(o => o.Key));
    }

    [Fact]
    public async Task Several_thousand_objects_are_compared_by_two_workers_and_a_killed_one_without_losing_a_key()
    {
        await using var fleet = await StartAsync();
        await Parallel.ForAsync(0, 3000, async (i, _) => await fleet.PutAsync("s3", "source", $"from/{i:D5}", Content(i)));
        await Parallel.ForAsync(1500, 5000, async (i, _) => await fleet.PutAsync("s3", "target", $"to/{i:D5}", Content(i)));
        var run = await fleet.Ledger.Runs.CreateAsync(Mirror(2000), null, CancellationToken.None);
        using (var crash = new CancellationTokenSource())
        {
            var first = fleet.WorkAsync("first", null, CancellationToken.None, crash.Token);
            await fleet.UntilAsync(run.Id, r => r.Totals.SourceSeen > 0, first);
            await crash.CancelAsync();
            await first;
        }
        using var stopping = new CancellationTokenSource();
        var others = Task.WhenAll(fleet.WorkAsync("second", null, stopping.Token), fleet.WorkAsync("third", null, stopping.Token));
        await fleet.UntilAsync(run.Id, r => r is { State: RunState.Suspended, StateReason: not null }, others);
        await ConfirmAsync(fleet, run.Id);
        var ended = await fleet.UntilAsync(run.Id, r => r.FinishedAt is not null, others);
        await stopping.CancelAsync();
        await others;

        Assert.Equal((RunState.Complete, 3000L, 3500L, 1500L, 2000L), (ended.State, ended.Totals.SourceSeen, ended.Totals.DestinationSeen, ended.Totals.Copied, ended.Totals.Deleted));
        Assert.Equal(Enumerable.Range(0, 3000).Select(i => $"to/{i:D5}"), (await fleet.ListAsync("s3", "target")).Select(o => o.Key));
    }

    [Fact]
    public void Checks_name_what_a_mirror_lacks()
    {
        Assert.Contains("--delete-max", Assert.Single(JobSpecChecks.Check(Job with { Compare = ComparePolicy.Mirror })).Message, StringComparison.Ordinal);
        Assert.Contains("Only a mirror deletes", Assert.Single(JobSpecChecks.Check(Job with { Deletions = new DeletionLimit { Objects = 1 } })).Message, StringComparison.Ordinal);
        Assert.Contains("one source", Assert.Single(JobSpecChecks.Check(Mirror(1) with { MoreSources = [new StoreLocation("s3", "other", "")] })).Message, StringComparison.Ordinal);
        Assert.Empty(JobSpecChecks.Check(Mirror(1)));
    }

    private static JobSpec Mirror(long most) => Job with { Compare = ComparePolicy.Mirror, Deletions = new DeletionLimit { Objects = most } };

    private async Task<Fleet> StartAsync(bool versioned = false)
    {
        var fleet = await Fleet.StartAsync(postgres);
        await fleet.CreateBucketAsync("s3", "source");
        await fleet.CreateBucketAsync("s3", "target", versioned);
        return fleet;
    }

    private static async Task<Run> MirrorToEndAsync(Fleet fleet, Func<RunId, Task, Task<Run>> finish)
    {
        var run = await fleet.Ledger.Runs.CreateAsync(Mirror(1000), null, CancellationToken.None);
        using var stopping = new CancellationTokenSource();
        var working = fleet.WorkAsync("w", null, stopping.Token);
        await fleet.UntilAsync(run.Id, r => r is { State: RunState.Suspended, StateReason: not null }, working);
        await ConfirmAsync(fleet, run.Id);
        var ended = await finish(run.Id, working);
        await stopping.CancelAsync();
        await working;
        return ended;
    }

    private static async Task ConfirmAsync(Fleet fleet, RunId run) =>
        Assert.True(await fleet.Ledger.Runs.MoveAsync(run, [RunState.Suspended], RunState.Ready, null, CancellationToken.None));

    private static async Task AssertOneMarkerEachAsync(Fleet fleet, int keys)
    {
        var versions = (await fleet.Store("s3").ListVersionsAsync(new ObjectStores.ListVersionsRequest { Bucket = "target" }, CancellationToken.None)).ValueOrThrow().Objects;
        var extras = versions.Where(version => version.Key != "to/kept").ToArray();
        Assert.Equal(keys, extras.Count(version => version.IsDeleteMarker));
        Assert.Equal(keys, extras.Count(version => !version.IsDeleteMarker));
        Assert.All(extras.GroupBy(version => version.Key), versionsOfKey => Assert.Equal(2, versionsOfKey.Count()));
    }

    private static byte[] Content(int i) => Encoding.UTF8.GetBytes(i.ToString("D9", CultureInfo.InvariantCulture));
}
