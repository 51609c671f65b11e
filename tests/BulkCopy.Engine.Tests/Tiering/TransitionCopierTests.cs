using BulkCopy.Emulator.Requests;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Tests.Workers;
using BulkCopy.Engine.Tiering;
using BulkCopy.ObjectStores;
using BulkCopy.Testing;

namespace BulkCopy.Engine.Tests.Tiering;

public sealed class TransitionCopierTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData("cos", "STANDARD", "STANDARD_IA", "ARCHIVE")]
    [InlineData("oss", "Standard", "IA", "Archive")]
    [InlineData("s3", "STANDARD", "STANDARD_IA", "GLACIER")]
    public async Task Objects_end_in_the_class_of_their_rule_with_everything_they_carry(string dialect, string standard, string infrequent, string archive)
    {
        await using var scene = await TieringScene.StartAsync(postgres, dialect);
        await scene.PutAllAsync(100, [("a/1", standard, 140_000, null), ("a/keep", standard, 140_001, "yes"), ("b/1", infrequent, 140_002, null), ("a/small", standard, 100, null), ("other", standard, 140_003, null)]);
        await scene.PutAsync("a/young", 1, standard, 140_000);
        var before = await scene.DescribeAsync();
        var spec = scene.Job($$"""
            version: 1
            name: p
            rules:
              - { name: kept, priority: 3, to: {{standard}}, match: { prefix: a/, tags: { keep: "yes" } } }
              - { name: infrequent, priority: 2, to: {{infrequent}}, match: { prefix: a/, olderThan: 30d } }
              - { name: away, priority: 1, to: {{archive}}, match: { class: {{infrequent}}, olderThan: 90d } }
            """);

        var run = await scene.RunAsync(spec);

        Assert.Equal((RunState.Complete, 3L, 2L, 1L, 0L), (run.State, run.Totals.Listed, run.Totals.Copied, run.Totals.Skipped, run.Totals.Failed));
        var classes = (await scene.ListAsync()).ToDictionary(o => o.Key, o => o.StorageClass);
        Assert.Equal([infrequent, standard, standard, standard, archive, standard], new[] { "a/1", "a/keep", "a/small", "a/young", "b/1", "other" }.Select(key => classes[key]));
        Assert.Equal(before, await scene.DescribeAsync());
        Assert.Equal(run.Totals.Copied, run.Totals.Verified);

        var days = await scene.Transitions.ReadDaysAsync(DateOnly.MinValue, DateOnly.MaxValue, run.Id, default);
        Assert.Equal([("away", infrequent, archive, 1L, 140_002L), ("infrequent", standard, infrequent, 1L, 140_000L)],
            days.Select(day => (day.Rule, day.FromClass, day.ToClass, day.Objects, day.Bytes)));
        Assert.Equal(days.Sum(day => day.Cost), (await scene.Transitions.ListAsync(run.Id, 0, 10, default)).Sum(transition => transition.Cost));
        Assert.Equal(1, await scene.ScalarAsync($"SELECT count(*) FROM bulkcopy.outcomes WHERE result = 'Skipped' AND code = '{TieringReasons.BelowMinimumSize}'"));

        var again = await scene.RunAsync(spec);
        Assert.Equal((1L, 0L, 1L), (again.Totals.Listed, again.Totals.Copied, again.Totals.Skipped));
    }

    [Fact]
    public async Task Tags_that_cannot_be_read_for_a_while_are_waited_for()
    {
        await using var scene = await TieringScene.StartAsync(postgres, "cos");
        await scene.PutAsync("k", 100, "STANDARD", 140_000, "yes");
        var failures = 0;
        scene.Between = store => Interception.Over(store, (name, _, call) => name == nameof(IObjectStore.GetTagsAsync) && Interlocked.Increment(ref failures) <= 6
            ? Task.FromResult(new StoreResult<IReadOnlyList<KeyValuePair<string, string>>>(new StoreError { Code = StoreErrorCode.ServerError, Operation = "GetObjectTagging", Message = "not now" })) : call());
        var job = scene.Job("version: 1\nname: p\nrules:\n - { name: kept, to: STANDARD_IA, match: { tags: { keep: \"yes\" } } }");
        var run = await scene.RunAsync(job with { Failures = new FailurePolicy { BaseDelay = TimeSpan.FromMilliseconds(10), MaxDelay = TimeSpan.FromMilliseconds(50) } });
        Assert.Equal((RunState.Complete, null, 1L), (run.State, run.StateReason, run.Totals.Copied));
    }

    [Theory]
    [InlineData("cos", "Keep")]
    [InlineData("cos", "Delete")]
    [InlineData("oss", "Delete")]
    [InlineData("s3", "Delete")]
    public async Task Superseded_version_is_kept_or_deleted_as_the_policy_says(string dialect, string choice)
    {
        await using var scene = await TieringScene.StartAsync(postgres, dialect, versioned: true);
        var (standard, infrequent) = dialect == "oss" ? ("Standard", "IA") : ("STANDARD", "STANDARD_IA");
        await scene.PutAsync("k", 100, standard, 140_000);
        await scene.PutAsync("k", 50, standard, 150_000);
        var run = await scene.RunAsync(scene.Job($$"""
            version: 1
            name: p
            supersededVersions: {{choice}}
            rules:
              - { name: all, to: {{infrequent}} }
            """));
        Assert.Equal(1, run.Totals.Copied);
        var versions = (await scene.Store.ListVersionsAsync(new ListVersionsRequest { Bucket = scene.Bucket }, default)).ValueOrThrow().Objects;
        Assert.Equal(choice == "Keep" ? [150_000L, 150_000L, 140_000L] : [150_000L, 140_000L], versions.Select(version => version.Size));
        Assert.Equal((infrequent, standard), (versions[0].StorageClass, versions[^1].StorageClass));
        var transition = Assert.Single(await scene.Transitions.ListAsync(run.Id, 0, 10, default));
        Assert.Equal(versions[0].VersionId, transition.VersionAfter);
        Assert.NotEqual(transition.VersionAfter, transition.VersionBefore);
        if (choice == "Keep") Assert.Equal(versions[1].VersionId, transition.VersionBefore);
    }

    [Theory]
    [InlineData("cos", "STANDARD", "STANDARD_IA", false)]
    [InlineData("oss", "Standard", "IA", true)]
    [InlineData("s3", "STANDARD", "STANDARD_IA", true)]
    public async Task Large_object_is_copied_onto_itself_in_parts(string dialect, string standard, string infrequent, bool versioned)
    {
        await using var scene = await TieringScene.StartAsync(postgres, dialect, versioned);
        await scene.PutAsync("large", 100, standard, (12 << 20) + 5);
        var before = await scene.DescribeAsync();
        var job = scene.Job($"version: 1\nname: p\nsupersededVersions: delete\nrules:\n - {{ name: all, to: {infrequent} }}");
        var run = await scene.RunAsync(job with { Copy = new CopyOptions { PartCopyThresholdBytes = 6 << 20, PartSizeBytes = 5 << 20 } });
        Assert.Equal((RunState.Complete, 1L), (run.State, run.Totals.Copied));
        Assert.Equal(infrequent, Assert.Single(await scene.ListAsync()).StorageClass);
        var after = await scene.DescribeAsync();
        // The ETag of an object made of parts is another one; everything behind it must be the same.
        Assert.Equal(before["large"].Split(' ', 3)[2], after["large"].Split(' ', 3)[2]);
        Assert.Single((await scene.Store.ListVersionsAsync(new ListVersionsRequest { Bucket = scene.Bucket }, default)).ValueOrThrow().Objects);
    }

    [Fact]
    public async Task An_object_that_changed_since_it_was_listed_is_left_alone()
    {
        await using var scene = await TieringScene.StartAsync(postgres, "cos");
        await scene.PutAsync("k", 100, "STANDARD", 140_000);
        var job = scene.Job("version: 1\nname: p\nrules:\n - { name: all, to: STANDARD_IA }") with { Confirm = true };
        var run = await scene.Ledger.Runs.CreateAsync(job, null, default);
        using var stopping = new CancellationTokenSource();
        var working = scene.WorkAsync("w", stopping.Token);
        await scene.UntilAsync(run.Id, r => r.State == RunState.Suspended);
        await scene.PutAsync("k", 0, "STANDARD", 150_000);
        await scene.Ledger.Runs.MoveAsync(run.Id, [RunState.Suspended], RunState.Ready, null, default);
        var ended = await scene.UntilAsync(run.Id, r => r.FinishedAt is not null);
        await stopping.CancelAsync();
        await working;
        Assert.Equal((0L, 1L), (ended.Totals.Copied, ended.Totals.SourceChanged));
        Assert.Equal("STANDARD", Assert.Single(await scene.ListAsync()).StorageClass);
    }

    [Fact]
    public async Task A_move_whose_outcome_was_lost_is_adopted_and_its_source_never_is()
    {
        await using var scene = await TieringScene.StartAsync(postgres, "cos", versioned: true);
        await scene.PutAllAsync(100, Enumerable.Range(0, 200).Select(i => ($"k{i:D3}", "STANDARD", 70_000, (string?)null)));
        var run = await scene.Ledger.Runs.CreateAsync(scene.Job("version: 1\nname: p\nsupersededVersions: delete\nrules:\n - { name: all, to: STANDARD_IA }"), null, default);
        using (var abandon = new CancellationTokenSource())
        {
            var killed = scene.WorkAsync("killed", CancellationToken.None, abandon.Token);
            await scene.UntilAsync(run.Id, _ => scene.Emulator.Requests.Count(Operation.CopyObject) > 50);
            await abandon.CancelAsync();
            await killed;
        }
        using var stopping = new CancellationTokenSource();
        var working = scene.WorkAsync("next", stopping.Token);
        var ended = await scene.UntilAsync(run.Id, r => r.FinishedAt is not null);
        await stopping.CancelAsync();
        await working;
        Assert.Equal((RunState.Complete, 200L, 0L), (ended.State, ended.Totals.Copied + ended.Totals.Adopted, ended.Totals.Failed));
        Assert.All(await scene.ListAsync(), listed => Assert.Equal("STANDARD_IA", listed.StorageClass));
        Assert.Equal(200, (await scene.Store.ListVersionsAsync(new ListVersionsRequest { Bucket = scene.Bucket }, default)).ValueOrThrow().Objects.Count);
        Assert.Equal(0, await scene.ScalarAsync($"SELECT count(*) FROM bulkcopy.outcomes WHERE final AND result NOT IN ('{OutcomeResult.Copied}', '{OutcomeResult.Adopted}')"));
    }
}
