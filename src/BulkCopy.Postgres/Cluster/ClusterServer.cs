using Npgsql;

namespace BulkCopy.Postgres.Cluster;

/// <summary>Creates, starts and stops the server of one data directory. The caller holds the control lock.</summary>
internal sealed class ClusterServer(
    ClusterDirectories directories, PrivateClusterOptions options, ClusterAccount account, PostgresBinaries binaries, TimeProvider time)
{
    private const long LongestLogBytes = 16 << 20;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Makes the data directory unless there is one. It appears under its name only when it is whole.</summary>
    public async Task CreateIfMissingAsync(CancellationToken cancellationToken)
    {
        foreach (var unfinished in Directory.EnumerateDirectories(directories.Cluster, "data.new-*"))
            Directory.Delete(unfinished, recursive: true);
        if (File.Exists(directories.VersionFile))
            return;

        var unnamed = Path.Combine(directories.Cluster, $"data.new-{Guid.NewGuid():N}");
        string[] sync = options.Durable ? [] : ["--no-sync"];
        var run = await ProgramRun.ExecuteAsync(
            account.Wrap([
                binaries.PathOf("initdb"), "--pgdata", unnamed, "--username", PrivateCluster.UserName,
                "--encoding", "UTF8", "--locale", "C", "--auth-local", "trust", "--auth-host", "reject", "--no-instructions", .. sync,
            ]),
            cancellationToken).ConfigureAwait(false);
        if (!run.Succeeded)
            throw new PrivateClusterException($"{run.Program} could not create a cluster in {directories.Cluster}: {run.Output}.");
        Directory.Move(unnamed, directories.Data);
    }

    /// <summary>Returns when the server accepts connections, whoever started it.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (!await AcceptsConnectionsAsync(cancellationToken).ConfigureAwait(false))
        {
            if (PostmasterPid.FindRunning(directories.PidFile) is null)
                await LaunchAsync(started, cancellationToken).ConfigureAwait(false);
            else if (time.GetElapsedTime(started) > options.Timeout)
                throw new PrivateClusterException(
                    $"PostgreSQL in {directories.Data} runs but accepts no connection for {options.Timeout.TotalSeconds:0} s "
                    + $"(after a crash it recovers first): try again in a minute, and see {directories.Log}.");
            else
                await Task.Delay(PollInterval, time, cancellationToken).ConfigureAwait(false);
        }

        while (!await TryCreateDatabaseAsync(cancellationToken).ConfigureAwait(false))
        {
            if (time.GetElapsedTime(started) > options.Timeout)
                throw new PrivateClusterException(
                    $"PostgreSQL in {directories.Data} has had no connection left for {options.Timeout.TotalSeconds:0} s: stop some of the processes that use it.");
            await Task.Delay(PollInterval, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Stops the server in PostgreSQL's "fast" mode: sessions end, nothing committed is lost.</summary>
    public Task<ProgramRun> StopAsync(CancellationToken cancellationToken) =>
        ProgramRun.ExecuteInAsync(
            directories.Cluster,
            account.Wrap(
                binaries.PathOf("pg_ctl"), "stop", "-D", DataName, "-m", "fast", "-w", "-t", $"{options.Timeout.TotalSeconds:0}"),
            cancellationToken);

    private async Task LaunchAsync(long started, CancellationToken cancellationToken)
    {
        PostmasterPid.DeleteIfMisleading(directories.PidFile);
        PostmasterPid.DeleteIfMisleading(directories.SocketPidFile);
        ClusterSettings.Write(directories, options);
        var logLength = RotateLog();
        // pg_ctl puts the server into a session of its own: neither Ctrl+C nor our death reaches it. It hands -D and -l
        // to a shell between double quotes, so these are relative.
        var run = await ProgramRun.ExecuteInAsync(
            directories.Cluster,
            account.Wrap(
                binaries.PathOf("pg_ctl"), "start", "-D", DataName, "-l", Path.GetFileName(directories.Log), "-s", "-w",
                "-t", $"{options.Timeout.TotalSeconds:0}", "-o", $"-c config_file={QuoteForShell(directories.Settings)}"),
            cancellationToken).ConfigureAwait(false);
        if (run.Succeeded || PostmasterPid.FindRunning(directories.PidFile) is not null)
            return;
        var log = ReadLog(logLength);
        if (!log.Contains("pre-existing shared memory block", StringComparison.Ordinal) || time.GetElapsedTime(started) > options.Timeout)
            throw new PrivateClusterException(
                $"PostgreSQL {binaries.MajorVersion} does not start in {directories.Data}: {ProgramRun.Tail(log + "\n" + run.Output)}.");
        // Orphaned backends of a killed server hold its memory until they notice.
        await Task.Delay(PollInterval, time, cancellationToken).ConfigureAwait(false);
    }

    private string DataName => Path.GetFileName(directories.Data);

    private async Task<bool> AcceptsConnectionsAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection(MaintenanceConnectionString);
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (PostgresException e)
        {
            return e.SqlState == PostgresErrorCodes.TooManyConnections;
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            return false;
        }
    }

    /// <summary>False if others hold all connections: after a crash those who wait for the server come back all at once.</summary>
    private async Task<bool> TryCreateDatabaseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await CreateDatabaseIfMissingAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.TooManyConnections)
        {
            return false;
        }
    }

    private async Task CreateDatabaseIfMissingAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(MaintenanceConnectionString);
        await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var find = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = $1", connection)
        {
            Parameters = { new() { Value = PrivateCluster.DatabaseName } },
        };
        if (await find.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not null)
            return;
        await using var create = new NpgsqlCommand($"CREATE DATABASE {PrivateCluster.DatabaseName}", connection);
        await create.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private string MaintenanceConnectionString =>
        new NpgsqlConnectionStringBuilder(PrivateCluster.ConnectionStringFor(directories, "postgres")) { Pooling = false, Timeout = 5 }
            .ConnectionString;

    private long RotateLog()
    {
        var log = new FileInfo(directories.Log);
        if (!log.Exists)
            return 0;
        if (log.Length <= LongestLogBytes)
            return log.Length;
        log.Delete();
        return 0;
    }

    private string ReadLog(long from)
    {
        if (!File.Exists(directories.Log))
            return "";
        using var log = new StreamReader(new FileStream(directories.Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        log.BaseStream.Seek(from, SeekOrigin.Begin);
        return log.ReadToEnd();
    }

    private static string QuoteForShell(string text) => "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
