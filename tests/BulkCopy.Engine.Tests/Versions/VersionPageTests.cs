using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Versions;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Tests.Versions;

public sealed class VersionPageTests
{
    [Theory]
    [InlineData("a a b", null, null, null, "a a b", true)]
    [InlineData("a a b", null, null, "z", "a a b", true)]
    [InlineData("a a b", null, null, "a", "a a", true)]
    [InlineData("a a b", "b", "v3", null, "a a b", false)]
    [InlineData("a a b", "b", "v3", "b", "a a b", false)]
    [InlineData("a a b", "b", null, "b", "a a b", true)]
    [InlineData("a a b", "b", "v3", "a", "a a", true)]
    [InlineData("a a", "b", "v1", "a", "a a", true)]
    [InlineData("", null, null, "a", "", true)]
    public void A_page_is_cut_at_the_end_of_its_range(string keys, string? nextKey, string? nextVersion, string? through, string kept, bool isLast)
    {
        var range = new ListingRange { Run = new RunId(1), RangeId = 1, Prefix = "", EndThrough = through };
        var page = VersionPage.Of(range, new ObjectPage
        {
            Objects = [.. keys.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(key => new ListedObject { Key = key })],
            NextKeyMarker = nextKey,
            NextVersionIdMarker = nextVersion,
        });

        Assert.Equal((kept, isLast), (string.Join(' ', page.Versions.Select(version => version.Key)), page.IsLast));
    }
}
