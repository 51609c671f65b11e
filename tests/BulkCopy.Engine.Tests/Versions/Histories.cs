using System.Globalization;
using System.Text;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Tests.Workers;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Tests.Versions;

/// <summary>Version histories of a bucket: made, listed and compared.</summary>
internal static class Histories
{
    public static string Bucket(string store, string name) => store.StartsWith("cos", StringComparison.Ordinal) ? $"{name}-1250000000" : name;

    /// <summary>Makes a key's history; <c>null</c> is a delete marker.</summary>
    public static async Task MakeAsync(Fleet fleet, string store, string bucket, string key, params byte[]?[] versions)
    {
        foreach (var content in versions)
        {
            if (content is null) (await fleet.Store(store).DeleteObjectAsync(bucket, key, null, CancellationToken.None)).ValueOrThrow();
            else await fleet.PutAsync(store, bucket, key, content, new ObjectHeaders { ContentType = "text/x-history", Metadata = [new("size", content.Length.ToString(CultureInfo.InvariantCulture))] });
        }
    }

    /// <summary>A history of so many versions: one in four a delete marker, one in five with the content of the version before.</summary>
    public static byte[]?[] Mixed(string key, int versions) =>
        [.. Enumerable.Range(0, versions).Select(i => i % 4 == 3 ? null : Encoding.UTF8.GetBytes($"{key} {(i % 5 == 4 ? i - 1 : i)}"))];

    public static JobSpec Job(string from, string source, string to, string destination) => new()
    {
        Name = "histories",
        Source = new(from, source, ""),
        Destination = new(to, destination, ""),
        Versions = VersionScope.All,
        Failures = new FailurePolicy { BaseDelay = TimeSpan.FromMilliseconds(10), MaxDelay = TimeSpan.FromMilliseconds(200) },
    };

    /// <summary>Everything that a bucket has, by key, newest version first.</summary>
    public static async Task<IReadOnlyList<ListedObject>> ListAsync(Fleet fleet, string store, string bucket)
    {
        var all = new List<ListedObject>();
        string? key = null, version = null;
        do
        {
            var page = (await fleet.Store(store).ListVersionsAsync(new ListVersionsRequest { Bucket = bucket, KeyMarker = key, VersionIdMarker = version }, CancellationToken.None)).ValueOrThrow();
            all.AddRange(page.Objects);
            (key, version) = (page.NextKeyMarker, page.NextVersionIdMarker);
        }
        while (key is not null);
        return all;
    }

    /// <summary>What a history is, version by version: the key, and its content or that it is a marker.</summary>
    public static async Task<IReadOnlyList<string>> ReadAsync(Fleet fleet, string store, string bucket)
    {
        var lines = new List<string>();
        foreach (var version in await ListAsync(fleet, store, bucket))
            lines.Add($"{version.Key}: {(version.IsDeleteMarker ? "marker" : await DigestAsync(fleet, store, bucket, version))}");
        return lines;
    }

    /// <summary>The ledger's map from old to new version ids, of versions that are at the destination.</summary>
    public static async Task<Dictionary<(string Key, string Old), string>> MapAsync(Fleet fleet, Run run)
    {
        await using var command = fleet.Database.CreateCommand(
            $"SELECT e.key, e.version_id, o.dest_version_id FROM bulkcopy.outcomes o JOIN bulkcopy.entries e USING (run_id, entry_id) WHERE o.run_id = {run.Id} AND o.final AND o.dest_version_id IS NOT NULL");
        await using var reader = await command.ExecuteReaderAsync();
        var map = new Dictionary<(string, string), string>();
        while (await reader.ReadAsync()) map.Add((reader.GetString(0), reader.IsDBNull(1) ? "" : reader.GetString(1)), reader.GetString(2));
        return map;
    }

    /// <summary>Source and destination have the same histories, and the map says which version became which.</summary>
    public static async Task AssertEqualAsync(Fleet fleet, Run run, string from, string source, string to, string destination)
    {
        Assert.Equal(await ReadAsync(fleet, from, source), await ReadAsync(fleet, to, destination));
        var map = await MapAsync(fleet, run);
        var old = await ListAsync(fleet, from, source);
        Assert.Equal((await ListAsync(fleet, to, destination)).Select(version => (version.Key, version.VersionId)), old.Select(version => (version.Key, (string?)map[(version.Key, version.VersionId ?? "")])));
        Assert.Equal(old.Count, map.Count);
    }

    private static async Task<string> DigestAsync(Fleet fleet, string store, string bucket, ListedObject version)
    {
        using var opened = (await fleet.Store(store).GetObjectAsync(new ReadObjectRequest { Bucket = bucket, Key = version.Key, VersionId = version.VersionId }, CancellationToken.None)).ValueOrThrow();
        var digest = Convert.ToHexString(await System.Security.Cryptography.SHA256.HashDataAsync(opened.Content));
        return $"{version.Size} {digest} {opened.Properties.Headers.ContentType} {string.Join(',', opened.Properties.Headers.Metadata)}";
    }
}
