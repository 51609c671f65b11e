namespace BulkCopy.Postgres.Cluster;

/// <summary>The directory where BulkCopy keeps the private cluster when no database is configured.</summary>
public static class ClusterHome
{
    /// <summary>
    /// <c>BULKCOPY_HOME</c>; otherwise <c>/var/lib/bulkcopy</c> for root (its home is closed to the account that runs
    /// PostgreSQL), the application support folder on macOS, <c>XDG_DATA_HOME</c> or <c>~/.local/share</c> elsewhere.
    /// </summary>
    public static string Find() => Find(
        Environment.GetEnvironmentVariable,
        Environment.IsPrivilegedProcess,
        OperatingSystem.IsMacOS(),
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));

    internal static string Find(Func<string, string?> environment, bool isRoot, bool isMacOS, string userHome)
    {
        if (environment("BULKCOPY_HOME") is { Length: > 0 } home)
            return Path.GetFullPath(home);
        if (isRoot)
            return "/var/lib/bulkcopy";
        if (isMacOS)
            return Path.Combine(userHome, "Library", "Application Support", "bulkcopy");
        // The XDG specification has relative paths ignored.
        if (environment("XDG_DATA_HOME") is { } data && Path.IsPathRooted(data))
            return Path.Combine(data, "bulkcopy");
        return Path.Combine(userHome, ".local", "share", "bulkcopy");
    }
}
