using System.Diagnostics;
using System.Globalization;

namespace BulkCopy.Postgres.Cluster;

/// <summary>What <c>postmaster.pid</c> says, checked against the machine's processes.</summary>
internal static class PostmasterPid
{
    /// <summary>The process that the file names when it is alive and PostgreSQL; otherwise null.</summary>
    public static int? FindRunning(string pidFile) => Read(pidFile) is { } pid && IsPostgres(pid) ? pid : null;

    /// <summary>
    /// Deletes the file when the process it names is alive but not a running PostgreSQL: a reused id, or a zombie that
    /// a container's first process never reaps. PostgreSQL itself refuses to start over these two, and handles the rest.
    /// </summary>
    public static void DeleteIfMisleading(string pidFile)
    {
        if (Read(pidFile) is { } pid && !IsPostgres(pid) && Exists(pid))
            File.Delete(pidFile);
    }

    private static int? Read(string pidFile)
    {
        try
        {
            var line = File.ReadLines(pidFile).FirstOrDefault();
            return int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && pid > 0 ? pid : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static bool Exists(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static bool IsPostgres(int pid)
    {
        if (OperatingSystem.IsLinux())
            return ReadStat(pid) is { } stat && IsRunningPostgres(stat);
        try
        {
            using var process = Process.GetProcessById(pid);
            return process.ProcessName.StartsWith("post", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Reads "pid (name) state …" as proc(5) describes it.</summary>
    internal static bool IsRunningPostgres(string stat)
    {
        var open = stat.IndexOf('(', StringComparison.Ordinal);
        var close = stat.LastIndexOf(')');
        return open >= 0 && close > open && close + 2 < stat.Length
            && stat[(open + 1)..close] is "postgres" or "postmaster"
            && stat[close + 2] is not ('Z' or 'X');
    }

    private static string? ReadStat(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/stat");
        }
        catch (IOException)
        {
            return null;
        }
    }
}
