namespace BulkCopy.Postgres.Cluster;

/// <summary>An advisory lock on a file, held until disposed or until the process ends, however it ends.</summary>
internal sealed class ClusterLock : IDisposable
{
    private const int EwouldblockLinux = 11;
    private const int EwouldblockMacOS = 35;
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(50);
    private readonly FileStream _file;

    private ClusterLock(FileStream file) => _file = file;

    // .NET maps FileShare.Read to flock(LOCK_SH) and FileShare.None to flock(LOCK_EX) on Unix.
    public static ClusterLock? TryShare(string path) => TryOpen(path, FileAccess.Read, FileShare.Read);

    public static ClusterLock? TryOwn(string path) => TryOpen(path, FileAccess.ReadWrite, FileShare.None);

    /// <summary>Waits for the exclusive lock; null when <paramref name="timeout"/> passes first.</summary>
    public static async Task<ClusterLock?> OwnAsync(
        string path, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            if (TryOwn(path) is { } taken)
                return taken;
            if (time.GetElapsedTime(started) >= timeout)
                return null;
            await Task.Delay(RetryInterval, time, cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose() => _file.Dispose();

    private static ClusterLock? TryOpen(string path, FileAccess access, FileShare share)
    {
        try
        {
            return new ClusterLock(new FileStream(path, FileMode.OpenOrCreate, access, share, bufferSize: 0));
        }
        catch (IOException e) when (e.HResult is EwouldblockLinux or EwouldblockMacOS)
        {
            return null;
        }
    }
}
