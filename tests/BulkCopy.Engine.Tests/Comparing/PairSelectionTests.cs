using BulkCopy.Engine.Comparing;
using BulkCopy.Engine.Jobs;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Tests.Comparing;

public sealed class PairSelectionTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(ComparePolicy.All, true, true, 5, PairAction.Copy, null)]
    [InlineData(ComparePolicy.Missing, true, false, 0, PairAction.Copy, null)]
    [InlineData(ComparePolicy.Missing, true, true, -5, PairAction.Leave, "Present")]
    [InlineData(ComparePolicy.Different, true, true, 5, PairAction.Leave, "UnchangedBySizeAndTime")]
    [InlineData(ComparePolicy.Different, true, true, -5, PairAction.Copy, null)]
    [InlineData(ComparePolicy.Newer, true, true, -5, PairAction.Copy, null)]
    [InlineData(ComparePolicy.Newer, true, true, 0, PairAction.Leave, "NotNewer")]
    [InlineData(ComparePolicy.Different, false, true, 0, PairAction.Ignore, null)]
    [InlineData(ComparePolicy.Mirror, false, true, 0, PairAction.Delete, null)]
    [InlineData(ComparePolicy.Mirror, true, false, 0, PairAction.Copy, null)]
    public void What_is_done_about_a_pair_follows_from_the_policy(ComparePolicy policy, bool source, bool destination, int destinationLater, PairAction action, string? reason)
    {
        var dialect = Dialect.Parse("s3");
        var pair = new ComparedPair("k", source ? Listed(Noon, "parts-2") : null, destination ? Listed(Noon.AddSeconds(destinationLater), "parts-3") : null);
        Assert.Equal(new PairChoice(action, reason), new PairSelection(policy, new ObjectComparer(dialect, dialect)).Choose(pair));
    }

    private static ListedObject Listed(DateTimeOffset modified, string etag) => new() { Key = "k", Size = 1, ETag = etag, LastModified = modified };
}
