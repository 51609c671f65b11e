using Npgsql;

namespace BulkCopy.Postgres.Cluster;

/// <summary>
/// A PostgreSQL of BulkCopy's own, shared by every process that names the same directory. It is started by the first
/// user, outlives a user that is killed, is found by the next, and is stopped by the last that disposes of it.
/// </summary>
/// <remarks>
/// Every user holds a shared lock on <c>users.lock</c>; whoever can own that file alone is the last. Starting and
/// stopping happen under <c>control.lock</c>. Both are kernel locks, which vanish with their process.
/// </remarks>
public sealed class PrivateCluster : IAsyncDisposable
{
    internal const string UserName = "bulkcopy";
    internal const string DatabaseName = "bulkcopy";
    private readonly ClusterDirectories _directories;
    private readonly ClusterServer _server;
    private readonly ClusterLock _use;
    private readonly PrivateClusterOptions _options;
    private readonly TimeProvider _time;
    private int _disposed;

    private PrivateCluster(
        ClusterDirectories directories, ClusterServer server, ClusterLock use, PrivateClusterOptions options, TimeProvider time)
    {
        _directories = directories;
        _server = server;
        _use = use;
        _options = options;
        _time = time;
    }

    /// <summary>The connection string of the cluster's database <c>bulkcopy</c>, over its private socket.</summary>
    public string ConnectionString => ConnectionStringFor(_directories, DatabaseName);

    /// <summary>The file that the server logs to.</summary>
    public string LogFile => _directories.Log;

    /// <summary>Becomes a user of the cluster: creates it, starts it or finds it running.</summary>
    /// <exception cref="PrivateClusterException">It cannot be had; the message says what mends it.</exception>
    public static async Task<PrivateCluster> AcquireAsync(
        PrivateClusterOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
            throw new PrivateClusterException(
                "A private PostgreSQL is not available on Windows: set ConnectionStrings:BulkCopy to a database.");
        var directories = new ClusterDirectories(options.DataDirectory);
        try
        {
            CreateRoot(directories.Root);
            using var control = await TakeControlAsync(directories, options, time, cancellationToken).ConfigureAwait(false);
            return await AcquireUnderControlAsync(directories, options, time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new PrivateClusterException(
                $"The directory {directories.Root} cannot be used for PostgreSQL: {e.Message} "
                + "Set BULKCOPY_HOME to a directory of your own, or ConnectionStrings:BulkCopy to a database.", e);
        }
    }

    /// <summary>
    /// Starts the server again if it has died, for a user whose connections fail; returns when it accepts connections.
    /// Any user may call it at any time.
    /// </summary>
    /// <exception cref="PrivateClusterException">It cannot be started; the message says why.</exception>
    public async Task EnsureRunningAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        using var control = await TakeControlAsync(_directories, _options, _time, cancellationToken).ConfigureAwait(false);
        await _server.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Stops being a user, and stops the server if no other is left. A server that does not stop in time keeps running
    /// and is found by the next user; nothing is thrown.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        using var control = await ClusterLock.OwnAsync(_directories.ControlLock, _options.Timeout, _time, CancellationToken.None)
            .ConfigureAwait(false);
        _use.Dispose();
        if (control is null)
            return;
        using var last = ClusterLock.TryOwn(_directories.UsersLock);
        if (last is null)
            return;
        var stop = await _server.StopAsync(CancellationToken.None).ConfigureAwait(false);
        if (stop.Succeeded)
            _directories.RemoveSocketElsewhere();
    }

    internal static string ConnectionStringFor(ClusterDirectories directories, string database) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = directories.Socket,
            Database = database,
            Username = UserName,
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
        }.ConnectionString;

    private static async Task<PrivateCluster> AcquireUnderControlAsync(
        ClusterDirectories directories, PrivateClusterOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var account = ClusterAccount.Choose();
        await directories.PrepareAsync(account, cancellationToken).ConfigureAwait(false);
        var installed = await PostgresBinaries.FindAsync(options.BinDirectory, cancellationToken).ConfigureAwait(false);
        var server = new ClusterServer(directories, options, account, Matching(directories, installed), time);
        var use = ClusterLock.TryShare(directories.UsersLock)
            ?? throw new PrivateClusterException(
                $"{directories.UsersLock} is locked by a program that is not bulkcopy: end it, then try again.");
        try
        {
            await server.CreateIfMissingAsync(cancellationToken).ConfigureAwait(false);
            await server.StartAsync(cancellationToken).ConfigureAwait(false);
            return new PrivateCluster(directories, server, use, options, time);
        }
        catch
        {
            use.Dispose();
            throw;
        }
    }

    private static async Task<ClusterLock> TakeControlAsync(
        ClusterDirectories directories, PrivateClusterOptions options, TimeProvider time, CancellationToken cancellationToken) =>
        await ClusterLock.OwnAsync(directories.ControlLock, options.Timeout, time, cancellationToken).ConfigureAwait(false)
            ?? throw new PrivateClusterException(
                $"Another process has been starting or stopping PostgreSQL in {directories.Root} for more than "
                + $"{options.Timeout.TotalSeconds:0} s: wait for it or end it, then try again.");

    private static PostgresBinaries Matching(ClusterDirectories directories, IReadOnlyList<PostgresBinaries> installed)
    {
        if (!File.Exists(directories.VersionFile))
            return installed[0];
        var version = File.ReadAllText(directories.VersionFile).Trim();
        return installed.FirstOrDefault(b => $"{b.MajorVersion}" == version)
            ?? throw new PrivateClusterException(
                $"The data in {directories.Data} was written by PostgreSQL {version}, and this machine has only "
                + $"{string.Join(", ", installed.Select(b => b.MajorVersion))}: install PostgreSQL {version}, "
                + $"convert the data with pg_upgrade, or move {directories.Cluster} away to begin with an empty ledger.");
    }

    // PostgreSQL's account must be able to pass through; what is private lies in directories of its own below.
    private static void CreateRoot(string root)
    {
        if (!OperatingSystem.IsWindows() && !Directory.Exists(root))
            Directory.CreateDirectory(
                root,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
    }
}
