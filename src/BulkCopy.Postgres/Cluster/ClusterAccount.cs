using System.Globalization;

namespace BulkCopy.Postgres.Cluster;

/// <summary>The account that PostgreSQL runs as: our own, or an unprivileged one when we are root, which PostgreSQL refuses.</summary>
internal sealed class ClusterAccount
{
    private static readonly string[] Candidates = ["postgres", "nobody"];
    private readonly string[] _prefix;

    private ClusterAccount(string? name, int userId, int groupId, string[] prefix)
    {
        Name = name;
        UserId = userId;
        GroupId = groupId;
        _prefix = prefix;
    }

    /// <summary>The other account's name; null when PostgreSQL runs as ourselves.</summary>
    public string? Name { get; }

    public int UserId { get; }

    public int GroupId { get; }

    /// <summary>The command line that runs <paramref name="command"/> as this account.</summary>
    public IReadOnlyList<string> Wrap(params IReadOnlyList<string> command) => [.. _prefix, .. command];

    public static ClusterAccount Choose()
    {
        if (!Environment.IsPrivilegedProcess)
            return new ClusterAccount(null, -1, -1, []);

        var lines = File.ReadAllLines("/etc/passwd");
        foreach (var name in Candidates)
            if (FindIds(lines, name) is var (user, group) && user > 0)
                return new ClusterAccount(name, user, group, SwitchUserCommand(name, user, group));
        throw new PrivateClusterException(
            "PostgreSQL does not run as root, and neither the account \"postgres\" nor \"nobody\" is in /etc/passwd: "
            + "add one of them, or run bulkcopy as an ordinary user.");
    }

    internal static (int UserId, int GroupId) FindIds(IEnumerable<string> passwdLines, string name)
    {
        foreach (var line in passwdLines)
        {
            var fields = line.Split(':');
            if (fields.Length >= 4 && fields[0] == name
                && int.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var user)
                && int.TryParse(fields[3], NumberStyles.None, CultureInfo.InvariantCulture, out var group))
                return (user, group);
        }

        return (0, 0);
    }

    private static string[] SwitchUserCommand(string name, int user, int group)
    {
        if (ProgramPath.Find("setpriv") is { } setpriv)
            return [setpriv, $"--reuid={user}", $"--regid={group}", "--clear-groups", "--"];
        if (ProgramPath.Find("runuser") is { } runuser)
            return [runuser, "-u", name, "--"];
        if (ProgramPath.Find("sudo") is { } sudo)
            return [sudo, "-n", "-u", name, "--"];
        throw new PrivateClusterException(
            $"None of setpriv, runuser and sudo is on this machine, one of which is needed to run PostgreSQL as \"{name}\" "
            + "instead of root: install util-linux, or run bulkcopy as an ordinary user.");
    }
}
