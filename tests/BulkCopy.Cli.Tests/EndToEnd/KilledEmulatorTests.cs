using System.Collections.Concurrent;
using System.Text;
using BulkCopy.Cli.Tests.Cli;
using BulkCopy.ObjectStores;
using BulkCopy.ObjectStores.Credentials;
using Xunit;

namespace BulkCopy.Cli.Tests.EndToEnd;

/// <summary>What the emulator has answered for survives its being killed, and nothing half-written is ever seen.</summary>
public sealed class KilledEmulatorTests
{
    private const string Bucket = "kept";
    private const int Kills = 3;

    [Fact]
    public async Task Objects_on_disk_survive_SIGKILL_whole()
    {
        var directory = Directory.CreateTempSubdirectory("bulkcopy-data-").FullName;
        var answered = new ConcurrentDictionary<string, string>();
        for (var round = 0; round <= Kills; round++)
        {
            await using var emulator = await StartAsync(directory);
            using var store = Open(await emulator.Address);
            if (round == 0) (await store.CreateBucketAsync(Bucket, CancellationToken.None)).ValueOrThrow();
            await AssertWholeAsync(store, answered);
            if (round < Kills) await WriteUntilKilledAsync(store, emulator.Process, round, answered);
        }
        Directory.Delete(directory, recursive: true);
    }

    private static async Task WriteUntilKilledAsync(ObjectStoreClient store, BulkCopyProcess emulator, int round, ConcurrentDictionary<string, string> answered)
    {
        var writers = Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; ; i++)
            {
                // Small ones stand in the journal, large ones in files of their own.
                var content = Encoding.UTF8.GetBytes(new string((char)('a' + writer), i % 3 == 0 ? 200_000 + i : 100 + i));
                var put = await store.PutObjectAsync(new PutObjectRequest
                {
                    Bucket = Bucket, Key = $"{round}/{writer}/{i}", Content = new MemoryStream(content), Length = content.Length,
                }, CancellationToken.None);
                if (!put.Succeeded) return;
                answered[$"{round}/{writer}/{i}"] = put.Value.ETag;
            }
        })).ToArray();
        while (answered.Count(one => one.Key.StartsWith($"{round}/", StringComparison.Ordinal)) < 200)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        await emulator.SignalAsync("KILL", CancellationToken.None);
        await Task.WhenAll(writers);
    }

    private static async Task AssertWholeAsync(ObjectStoreClient store, ConcurrentDictionary<string, string> answered)
    {
        var listed = new Dictionary<string, ListedObject>();
        string? after = null;
        do
        {
            var page = (await store.ListObjectsAsync(new ListObjectsRequest { Bucket = Bucket, StartAfter = after }, CancellationToken.None)).ValueOrThrow();
            foreach (var one in page.Objects) listed.Add(one.Key, one);
            after = page.NextKeyMarker;
        }
        while (after is not null);
        foreach (var (key, etag) in answered) Assert.Equal(etag, listed[key].ETag);
        foreach (var one in listed.Values)
        {
            using var opened = (await store.GetObjectAsync(new ReadObjectRequest { Bucket = Bucket, Key = one.Key }, CancellationToken.None)).ValueOrThrow();
            Assert.Equal(one.ETag, Convert.ToHexStringLower(await System.Security.Cryptography.MD5.HashDataAsync(opened.Content)));
        }
    }

    private static async Task<RunningEmulator> StartAsync(string directory)
    {
        var address = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = BulkCopyProcess.Start(["emulator", "--listen", "127.0.0.1:0", "--account", "K:S", "--data", directory], onLine: line =>
        {
            if (line.Contains("answer at ", StringComparison.Ordinal)) address.TrySetResult(new Uri(line.Split("answer at ")[1].Split(' ')[0]));
        });
        await address.Task.WaitAsync(TimeSpan.FromMinutes(5), TimeProvider.System, TestContext.Current.CancellationToken);
        return new RunningEmulator(process, address.Task);
    }

    private static ObjectStoreClient Open(Uri address) => ObjectStoreClient.Create(new ObjectStoreOptions
    {
        Name = "s3",
        Dialect = Dialect.Parse("s3"),
        Region = "us-east-1",
        Credentials = new StaticCredentialProvider(new StoreCredentials("K", "S")),
        ConnectTo = address.Authority,
        UseHttps = false,
        MaxAttempts = 1,
    }, TimeProvider.System);

    private sealed record RunningEmulator(BulkCopyProcess Process, Task<Uri> Address) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Process.DisposeAsync();
    }
}
