using BulkCopy.Engine.Tiering;
using BulkCopy.ObjectStores;
using Xunit;

namespace BulkCopy.Engine.Tests.Tiering;

public sealed class TieringPlannerTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Highest_priority_wins_and_objects_that_are_there_are_left_out()
    {
        var decided = await PlanAsync("""
             - { name: logs, priority: 1, to: ARCHIVE, match: { prefix: logs/ } }
             - { name: old logs, priority: 2, to: DEEP_ARCHIVE, match: { prefix: logs/, olderThan: 365d } }
            """, Object("logs/new", 100), Object("logs/old", 400), Object("logs/there", 400, "DEEP_ARCHIVE"), Object("other", 400));
        Assert.Equal([("logs/new", "logs"), ("logs/old", "old logs")], decided.Select(d => (d.Object.Key, d.Decision.Rule.Name)));
        Assert.All(decided, d => Assert.True(d.Decision.Moves));
    }

    [Theory]
    [InlineData("STANDARD", 100, 1 << 20, "STANDARD_IA", null)]
    [InlineData("STANDARD", 100, 65_535, "STANDARD_IA", TieringReasons.BelowMinimumSize)]
    [InlineData("STANDARD_IA", 29, 1 << 20, "STANDARD", TieringReasons.MinimumDurationNotReached)]
    [InlineData("STANDARD_IA", 30, 1 << 20, "STANDARD", null)]
    [InlineData("MAZ_STANDARD", 100, 1 << 20, "STANDARD_IA", TieringReasons.TransitionForbidden)]
    [InlineData("ARCHIVE", 100, 1 << 20, "STANDARD_IA", TieringReasons.RestoreNotAllowed)]
    public async Task Losing_and_impossible_transitions_are_refused_with_a_code(string from, int days, long size, string to, string? code)
    {
        var decided = await PlanAsync($" - {{ name: all, to: {to} }}", Object("k", days, from, size));
        var decision = Assert.Single(decided).Decision;
        Assert.Equal((code, code is null), (decision.Code, decision.Moves));
    }

    [Fact]
    public async Task Losing_transitions_are_made_and_reported_where_the_policy_says_so()
    {
        var decision = Assert.Single(await PlanAsync(" - { name: all, to: STANDARD_IA }\nlosses: report", Object("k", 100, "STANDARD", 10))).Decision;
        Assert.Equal((true, TieringReasons.BelowMinimumSize), (decision.Moves, decision.Code));
    }

    [Fact]
    public async Task Archived_objects_are_restored_where_the_policy_says_how()
    {
        var decision = Assert.Single(await PlanAsync(" - { name: all, to: STANDARD }\nrestore: { tier: Bulk }", Object("k", 200, "ARCHIVE"))).Decision;
        Assert.Equal((true, true), (decision.Moves, decision.Restores));
    }

    [Fact]
    public async Task Tags_are_read_only_where_they_decide()
    {
        var asked = new List<string>();
        var decided = await PlanAsync("""
             - { name: kept, priority: 2, to: STANDARD_IA, match: { prefix: a/, tags: { keep: "yes" } } }
             - { name: rest, priority: 1, to: ARCHIVE }
            """, (listed, _) =>
            {
                lock (asked) asked.Add(listed.Key);
                return Task.FromResult<IReadOnlyList<KeyValuePair<string, string>>?>(listed.Key == "a/1" ? [new("keep", "yes"), new("x", "y")] : []);
            }, Object("a/1", 100), Object("a/2", 100), Object("b/1", 100));
        Assert.Equal(["a/1", "a/2"], asked.Order());
        Assert.Equal(["kept", "rest", "rest"], decided.Select(d => d.Decision.Rule.Name));
    }

    internal static ListedObject Object(string key, int days, string storageClass = "STANDARD", long size = 1 << 20) =>
        new() { Key = key, Size = size, ETag = "e", StorageClass = storageClass, LastModified = Now.AddDays(-days) };

    private static Task<IReadOnlyList<(ListedObject Object, TieringDecision Decision)>> PlanAsync(string rules, params ListedObject[] objects) =>
        PlanAsync(rules, (_, _) => throw new InvalidOperationException("Tags were read."), objects);

    private static Task<IReadOnlyList<(ListedObject Object, TieringDecision Decision)>> PlanAsync(
        string rules, Func<ListedObject, CancellationToken, Task<IReadOnlyList<KeyValuePair<string, string>>?>> tags, params ListedObject[] objects)
    {
        var read = PolicyReader.Read($"version: 1\nname: p\nrules:\n{rules}", Dialect.Parse("cos"));
        Assert.Empty(read.Problems);
        return new TieringPlanner(read.Policy!, Dialect.Parse("cos"), Now).PlanAsync(objects, tags, default);
    }
}
