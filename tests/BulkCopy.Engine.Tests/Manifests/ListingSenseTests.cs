using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Manifests;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Tests.Manifests;

public sealed class ListingSenseTests
{
    private static readonly ListingSense sense = new("photos-1250000000", "a/");

    [Theory]
    [InlineData("a/1 a/2 a/3", "a/3", "a/0")]
    [InlineData("a/1", null, null)]
    [InlineData("", null, "a/9")]
    [InlineData("", "a/5", "a/4")]
    public void Pages_in_order_pass(string keys, string? marker, string? after) => sense.CheckObjects(Page(keys, marker), after);

    [Theory]
    [InlineData("a/2 a/1", null, null, "key 'a/1' is listed behind key 'a/2'")]
    [InlineData("a/1 a/1", null, null, "key 'a/1' is listed behind key 'a/1'")]
    [InlineData("a/1", null, "a/1", "key 'a/1' is listed behind key 'a/1'")]
    [InlineData("b/1", null, null, "key 'b/1' does not begin with 'a/'")]
    [InlineData("", "a/4", "a/4", "does not move on after key 'a/4'")]
    [InlineData("", "a/3", "a/4", "does not move on after key 'a/4'")]
    public void Pages_of_objects_that_make_no_sense_stop_the_run(string keys, string? marker, string? after, string message) =>
        AssertStops(message, () => sense.CheckObjects(Page(keys, marker), after));

    [Theory]
    [InlineData("a/1 a/1 a/2", "a/2", "v3", "a/1", "v0")]
    [InlineData("a/1 a/1", "a/1", "v5", "a/1", "v3")]
    [InlineData("a/1 a/1", "a/1", "v1", null, null)]
    [InlineData("a/2", "a/3", null, "a/1", "v3")]
    [InlineData("a/2", null, null, "a/1", null)]
    public void Pages_of_versions_may_repeat_keys_and_end_among_the_versions_of_one(string keys, string? marker, string? versionMarker, string? after, string? afterVersion) =>
        sense.CheckVersions(Page(keys, marker, versionMarker), after, afterVersion);

    [Theory]
    [InlineData("a/1 a/1", "a/1", "v3", "a/1", "v3", "does not move on after key 'a/1', version 'v3'")]
    [InlineData("a/2 a/2", "a/1", "v9", "a/2", "v3", "does not move on after key 'a/2', version 'v3'")]
    [InlineData("", "a/2", "v9", "a/2", null, "does not move on after key 'a/2'")]
    [InlineData("a/3 a/2", null, null, null, null, "key 'a/2' is listed behind key 'a/3'")]
    public void Pages_of_versions_that_make_no_sense_stop_the_run(string keys, string? marker, string? versionMarker, string? after, string? afterVersion, string message) =>
        AssertStops(message, () => sense.CheckVersions(Page(keys, marker, versionMarker), after, afterVersion));

    [Theory]
    [InlineData("a/\0", 1, "key 'a/\\0' contains a NUL character, which the ledger cannot hold")]
    [InlineData("a/1", -1, "object 'a/1' is listed with -1 bytes")]
    [InlineData("a/1", (1L << 50) + 1, "object 'a/1' is listed with 1125899906842625 bytes")]
    public void What_the_ledger_cannot_hold_stops_the_run(string key, long size, string message)
    {
        var page = new ObjectPage { Objects = [new ListedObject { Key = key, Size = size }] };
        AssertStops(message, () => sense.CheckObjects(page, null));
        AssertStops(message, () => sense.CheckVersions(page, null, null));
    }

    private static void AssertStops(string message, Action check)
    {
        var stopped = Assert.Throws<RunStoppedException>(check);
        Assert.Contains(message, stopped.Message, StringComparison.Ordinal);
        Assert.Contains("photos-1250000000", stopped.Message, StringComparison.Ordinal);
    }

    private static ObjectPage Page(string keys, string? marker, string? versionMarker = null) => new()
    {
        Objects = [.. keys.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(key => new ListedObject { Key = key })],
        NextKeyMarker = marker,
        NextVersionIdMarker = versionMarker,
    };
}
