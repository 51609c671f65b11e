using BulkCopy.Emulator.Faults;
using BulkCopy.Emulator.Requests;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Tests.Workers;
using BulkCopy.ObjectStores;
using BulkCopy.Testing;
using static BulkCopy.Engine.Tests.Versions.Histories;

namespace BulkCopy.Engine.Tests.Versions;

/// <summary>Histories that change under a run, at every step: what arrives is what was listed, in its order, without what the source lost meanwhile; and the outcomes say so.</summary>
public sealed class ChangingHistoriesTests(PostgresFixture postgres)
{
    private const int MiB = 1 << 20;
    private static readonly byte[]?[] Made = [[1], [2, 2], null, new byte[6 * MiB], [3], [3], null];
    private static readonly Operation[] Steps =
    [
        Operation.CopyObject, Operation.DeleteObject, Operation.HeadObject, Operation.CreateMultipartUpload, Operation.UploadPartCopy, Operation.CompleteMultipartUpload,
        Operation.GetObject, Operation.PutObject, Operation.UploadPart,
    ];

    [Theory]
    [InlineData("s3", "s3")]
    [InlineData("cos", "cos")]
    [InlineData("cos", "s3")]
    public async Task What_was_listed_arrives_in_order_without_what_was_lost(string from, string to)
    {
        await using var fleet = await Fleet.StartAsync(postgres);
        var (source, destination) = (Bucket(from, "source"), Bucket(to, "target"));
        await fleet.CreateBucketAsync(from, source, versioned: true);
        await fleet.CreateBucketAsync(to, destination, versioned: true);
        foreach (var (key, _, _) in Scenarios()) await MakeAsync(fleet, from, source, key, Made);
        var listed = await ListAsync(fleet, from, source);
        var contents = (await ReadAsync(fleet, from, source)).Zip(listed).ToDictionary(pair => (pair.Second.Key, pair.Second.VersionId!), pair => pair.First);
        foreach (var (key, step, change) in Scenarios())
            if (step is { } at) fleet.Emulator.Faults.Add(new FaultRule { Kind = FaultKind.Hook, Prefix = key, Operations = [at], Count = 1, Hook = () => ChangeAsync(fleet, from, source, key, change) });
        fleet.Emulator.Faults.Add(new FaultRule { Kind = FaultKind.Hook, Bucket = source, Operations = [Operation.ListObjectVersions], Count = 1, Hook = () => MakeAsync(fleet, from, source, "zz late", [9]) });

        var run = await fleet.RunToEndAsync(Job(from, source, to, destination) with
        {
            Copy = new CopyOptions { PartCopyThresholdBytes = 6 * MiB, PartSizeBytes = 5 * MiB, RelayPartSizeBytes = 5 * MiB },
        }, workers: 2);

        Assert.True(run.State == RunState.Complete, run.StateReason);
        Assert.Equal((0L, listed.Count + 1L), (run.Totals.Failed, run.Totals.Finished));
        Assert.True(run.Totals.SourceChanged > 0);
        var map = await MapAsync(fleet, run);
        Assert.Equal(listed.Where(version => map.ContainsKey((version.Key, version.VersionId!))).Select(version => contents[(version.Key, version.VersionId!)]), (await ReadAsync(fleet, to, destination)).Where(line => !line.StartsWith("zz", StringComparison.Ordinal)));
        Assert.Equal(
            (await ListAsync(fleet, to, destination)).Where(version => version.Key != "zz late").Select(version => version.VersionId),
            listed.Where(version => map.ContainsKey((version.Key, version.VersionId!))).Select(version => (string?)map[(version.Key, version.VersionId!)]));
        // Only versions that were deleted may be missing.
        Assert.Equal(run.Totals.SourceChanged, listed.Count(version => !map.ContainsKey((version.Key, version.VersionId!))));
        Assert.All(listed.Where(version => !map.ContainsKey((version.Key, version.VersionId!))), version => Assert.StartsWith("lost ", version.Key, StringComparison.Ordinal));
    }

    private static IEnumerable<(string Key, Operation? Step, string Change)> Scenarios()
    {
        yield return ("unchanged", null, "");
        foreach (var step in Steps)
            foreach (var change in new[] { "overwritten", "deleted", "lost" })
                yield return ($"{change} {step}", step, change);
    }

    /// <summary>A version on top, a marker on top, or the last version that is no marker gone for good.</summary>
    private static async Task ChangeAsync(Fleet fleet, string store, string bucket, string key, string change)
    {
        if (change != "lost") await MakeAsync(fleet, store, bucket, key, change == "overwritten" ? [8, 8] : null);
        else
        {
            var page = (await fleet.Store(store).ListVersionsAsync(new ListVersionsRequest { Bucket = bucket, Prefix = key }, CancellationToken.None)).ValueOrThrow();
            foreach (var version in page.Objects.Where(version => version.Key == key && !version.IsDeleteMarker).Take(2))
                (await fleet.Store(store).DeleteObjectAsync(bucket, key, version.VersionId, CancellationToken.None)).ValueOrThrow();
        }
    }
}
