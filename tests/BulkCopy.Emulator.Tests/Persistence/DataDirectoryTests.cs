using BulkCopy.Emulator.Tests.Clients;
using Xunit;

namespace BulkCopy.Emulator.Tests.Persistence;

public sealed class DataDirectoryTests : IDisposable
{
    private const string Host = RawClient.CosHost;
    private readonly string directory = Directory.CreateTempSubdirectory("emulator-data-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task Objects_versions_and_uploads_are_there_after_a_restart()
    {
        var large = new byte[200_000];
        new Random(3).NextBytes(large);
        string? upload;
        await using (var emulator = await StartAsync())
        {
            var raw = emulator.Raw();
            await raw.SendAsync("PUT", Host, "/");
            await raw.SendAsync("PUT", Host, "/?versioning", "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>");
            await raw.SendAsync("PUT", Host, "/k", "one", ("x-cos-meta-a", "1"));
            await raw.SendAsync("PUT", Host, "/k", large);
            await raw.SendAsync("PUT", Host, "/copy", "", ("x-cos-copy-source", $"{Host}/k"));
            await raw.SendAsync("DELETE", Host, "/k");
            upload = (await raw.SendAsync("POST", Host, "/up?uploads")).Element("UploadId");
            await raw.SendAsync("PUT", Host, $"/up?partNumber=1&uploadId={upload}", "part");
        }
        await using (var emulator = await StartAsync())
        {
            var raw = emulator.Raw();
            Assert.Equal(404, (await raw.SendAsync("GET", Host, "/k")).Status);
            Assert.Equal(large, (await raw.SendAsync("GET", Host, "/copy")).Body);
            var versions = (await raw.SendAsync("GET", Host, "/?versions&prefix=k")).Elements("VersionId");
            Assert.Equal(3, versions.Length);
            var first = await raw.SendAsync("GET", Host, $"/k?versionId={versions[2]}");
            Assert.Equal(("one", "1"), (first.Text, first.Header("x-cos-meta-a")));
            Assert.Equal("4", (await raw.SendAsync("GET", Host, $"/up?uploadId={upload}")).Element("Size"));
        }
    }

    [Fact]
    public async Task Half_a_last_line_and_an_abandoned_body_are_forgotten()
    {
        await using (var emulator = await StartAsync())
        {
            var raw = emulator.Raw();
            await raw.SendAsync("PUT", Host, "/");
            await raw.SendAsync("PUT", Host, "/a", "a");
            await raw.SendAsync("PUT", Host, "/b", "b");
        }
        var journal = Path.Combine(directory, "journal");
        var bytes = await File.ReadAllBytesAsync(journal);
        await File.WriteAllBytesAsync(journal, bytes[..^10]);
        var abandoned = Path.Combine(directory, "contents", "0123.part");
        await File.WriteAllTextAsync(abandoned, "half");
        await using (var emulator = await StartAsync())
        {
            Assert.Equal("a", (await emulator.Raw().SendAsync("GET", Host, "/a")).Text);
            Assert.Equal(404, (await emulator.Raw().SendAsync("HEAD", Host, "/b")).Status);
            Assert.False(File.Exists(abandoned));
        }
    }

    [Fact]
    public async Task Whatever_moment_it_stops_at_every_object_is_whole()
    {
        var snapshots = Directory.CreateTempSubdirectory("emulator-snapshots-").FullName;
        await using (var emulator = await StartAsync())
        {
            var raw = emulator.Raw();
            await raw.SendAsync("PUT", Host, "/");
            for (var i = 0; i < 5; i++)
            {
                // What the disk holds while writers are at work is what a kill would have left.
                var writers = Enumerable.Range(0, 12).Select(n => raw.SendAsync("PUT", Host, $"/{i}-{n}", new byte[n % 2 == 0 ? 500 : 300_000])).ToArray();
                await writers[i];
                Copy(directory, Path.Combine(snapshots, $"{i}"));
                await Task.WhenAll(writers);
            }
        }
        for (var i = 0; i < 5; i++)
        {
            await using var emulator = await RunningEmulator.StartAsync(change: options => options with { DataDirectory = Path.Combine(snapshots, $"{i}") });
            foreach (var key in (await emulator.Raw().SendAsync("GET", Host, "/")).Elements("Key"))
            {
                var got = await emulator.Raw().SendAsync("GET", Host, "/" + key);
                Assert.Equal(got.Header("ETag"), $"\"{Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData(got.Body))}\"");
            }
        }
        Directory.Delete(snapshots, recursive: true);
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(Path.Combine(to, "contents"));
        File.Copy(Path.Combine(from, "journal"), Path.Combine(to, "journal"));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(from, "contents")).Where(File.Exists))
            CopyIfThere(file, Path.Combine(to, "contents", Path.GetFileName(file)));
    }

    // A body that is still being written is open for writing only, and may get its name while it is looked at.
    private static void CopyIfThere(string from, string to)
    {
        try
        {
            File.Copy(from, to);
        }
        catch (IOException) when (from.EndsWith(".part", StringComparison.Ordinal))
        {
            File.WriteAllText(to, "half");
        }
    }

    [Fact]
    public async Task Second_process_is_kept_out()
    {
        await using var emulator = await StartAsync();
        await Assert.ThrowsAsync<IOException>(StartAsync);
    }

    private Task<RunningEmulator> StartAsync() => RunningEmulator.StartAsync(change: options => options with { DataDirectory = directory });
}
