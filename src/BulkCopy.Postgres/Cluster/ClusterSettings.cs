using System.Globalization;
using System.Text;

namespace BulkCopy.Postgres.Cluster;

/// <summary>The server's configuration file, rewritten before every start.</summary>
internal static class ClusterSettings
{
    public static void Write(ClusterDirectories directories, PrivateClusterOptions options)
    {
        File.WriteAllText(directories.Settings, Render(directories, options));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(
                directories.Settings,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
    }

    internal static string Render(ClusterDirectories directories, PrivateClusterOptions options)
    {
        var text = new StringBuilder("# Written by bulkcopy before every start; ALTER SYSTEM overrides it.\n");
        // One private socket: the directory's mode is the only authentication there is, so no TCP.
        Add("listen_addresses", "");
        Add("unix_socket_directories", directories.Socket);
        Add("unix_socket_permissions", "0700");
        Add("max_connections", options.MaxConnections.ToString(CultureInfo.InvariantCulture));
        Add("shared_buffers", "256MB");
        Add("max_wal_size", "4GB");
        Add("checkpoint_timeout", "15min");
        Add("wal_compression", "on");
        Add("fsync", options.Durable ? "on" : "off");
        Add("full_page_writes", options.Durable ? "on" : "off");
        Add("synchronous_commit", "on");
        Add("random_page_cost", "1.1");
        Add("jit", "off");
        Add("timezone", "UTC");
        Add("log_timezone", "UTC");
        Add("log_line_prefix", "%m [%p] ");
        return text.ToString();

        void Add(string name, string value) =>
            text.Append(name).Append(" = '").Append(value.Replace("'", "''", StringComparison.Ordinal)).Append("'\n");
    }
}
