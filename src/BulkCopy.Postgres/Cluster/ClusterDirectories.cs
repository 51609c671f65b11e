using System.Security.Cryptography;
using System.Text;

namespace BulkCopy.Postgres.Cluster;

/// <summary>Where everything of one private cluster lies. Only what is below <c>cluster/</c> belongs to PostgreSQL's account.</summary>
internal sealed class ClusterDirectories(string root)
{
    // sockaddr_un.sun_path holds 108 bytes on Linux and 104 on macOS, terminator included.
    private const int LongestSocketPath = 103;

    public string Root { get; } = Path.GetFullPath(root);

    public string UsersLock => Path.Combine(Root, "users.lock");

    public string ControlLock => Path.Combine(Root, "control.lock");

    public string Settings => Path.Combine(Root, "postgresql.conf");

    public string Cluster => Path.Combine(Root, "cluster");

    public string Data => Path.Combine(Cluster, "data");

    public string Log => Path.Combine(Cluster, "server.log");

    public string PidFile => Path.Combine(Data, "postmaster.pid");

    /// <summary>PostgreSQL's second lock file, beside the socket.</summary>
    public string SocketPidFile => Path.Combine(Socket, ".s.PGSQL.5432.lock");

    public string VersionFile => Path.Combine(Data, "PG_VERSION");

    /// <summary>
    /// The socket's directory: below the cluster, or in <c>/tmp</c> under a hash of the root when the path is too long
    /// or holds a character that means something in a connection string's host.
    /// </summary>
    public string Socket
    {
        get
        {
            var below = Path.Combine(Cluster, "socket");
            return Encoding.UTF8.GetByteCount(below + "/.s.PGSQL.5432") <= LongestSocketPath && below.IndexOfAny([',', ':']) < 0
                ? below
                : "/tmp/bulkcopy-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Root)))[..20];
        }
    }

    /// <summary>Creates the directories that only their owner and root may look into.</summary>
    public async Task PrepareAsync(ClusterAccount account, CancellationToken cancellationToken)
    {
        string[] owner = account.Name is null ? [] : ["-o", $"{account.UserId}", "-g", $"{account.GroupId}"];
        if (!Directory.Exists(Cluster))
            await RequireAsync(
                ["/usr/bin/install", "-d", "-m", "0700", .. owner, Cluster],
                $"The directory {Cluster} cannot be created", cancellationToken).ConfigureAwait(false);
        await RequireAsync(
            account.Wrap("/bin/sh", "-c", "[ -w \"$1\" ] && [ -x \"$1\" ]", "sh", Cluster),
            account.Name is null
                ? $"The directory {Cluster} belongs to another account: set BULKCOPY_HOME to a directory of your own"
                : $"The account \"{account.Name}\", which runs PostgreSQL, cannot enter {Cluster}: "
                  + "set BULKCOPY_HOME to a directory whose parents are open to it, such as /var/lib/bulkcopy",
            cancellationToken).ConfigureAwait(false);
        // chmod fails on what another account has put there first, and the link test keeps it from being led elsewhere.
        await RequireAsync(
            account.Wrap(
                "/bin/sh", "-c",
                "[ -d \"$1\" ] || mkdir -m 700 \"$1\"; [ ! -L \"$1\" ] && [ -d \"$1\" ] && chmod 700 \"$1\"", "sh", Socket),
            $"The socket directory {Socket} cannot be created or belongs to another account: set BULKCOPY_HOME to a shorter path",
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Leaves nothing in <c>/tmp</c> after a stop.</summary>
    public void RemoveSocketElsewhere()
    {
        if (!Socket.StartsWith(Cluster, StringComparison.Ordinal) && Directory.Exists(Socket) && !Directory.EnumerateFileSystemEntries(Socket).Any())
            Directory.Delete(Socket);
    }

    private static async Task RequireAsync(IReadOnlyList<string> command, string failure, CancellationToken cancellationToken)
    {
        var run = await ProgramRun.ExecuteAsync(command, cancellationToken).ConfigureAwait(false);
        if (!run.Succeeded)
            throw new PrivateClusterException(run.Output.Length == 0 ? $"{failure}." : $"{failure} ({run.Output}).");
    }
}
