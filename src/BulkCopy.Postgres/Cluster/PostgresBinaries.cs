using System.Globalization;
using System.Text.RegularExpressions;

namespace BulkCopy.Postgres.Cluster;

/// <summary>One installation of PostgreSQL's server programs.</summary>
public sealed partial record PostgresBinaries
{
    /// <summary>The oldest major version that the ledger's schema works on.</summary>
    public const int OldestMajorVersion = 14;

    private static readonly string[] Programs = ["postgres", "initdb", "pg_ctl"];

    /// <summary>The directory of <c>postgres</c>, <c>initdb</c> and <c>pg_ctl</c>.</summary>
    public required string Directory { get; init; }

    /// <summary>The major version, such as 17.</summary>
    public required int MajorVersion { get; init; }

    /// <summary>The full path of one of the programs.</summary>
    public string PathOf(string program) => Path.Combine(Directory, program);

    /// <summary>
    /// Every usable installation, newest first. A given directory, or the one in <c>BULKCOPY_POSTGRES_BIN</c>, is the
    /// only one considered.
    /// </summary>
    /// <exception cref="PrivateClusterException">There is none.</exception>
    public static async Task<IReadOnlyList<PostgresBinaries>> FindAsync(string? binDirectory, CancellationToken cancellationToken)
    {
        var named = binDirectory ?? Environment.GetEnvironmentVariable("BULKCOPY_POSTGRES_BIN");
        if (!string.IsNullOrEmpty(named))
            return [await ReadNamedAsync(named, cancellationToken).ConfigureAwait(false)];

        var found = new List<PostgresBinaries>();
        foreach (var directory in (await CandidatesAsync(cancellationToken).ConfigureAwait(false)).Distinct().Where(IsComplete))
            if (await ReadVersionAsync(directory, cancellationToken).ConfigureAwait(false) is { } version && version >= OldestMajorVersion)
                found.Add(new PostgresBinaries { Directory = directory, MajorVersion = version });
        if (found.Count == 0)
            throw new PrivateClusterException(
                $"PostgreSQL {OldestMajorVersion} or newer is not on this machine: {InstallCommand}, set BULKCOPY_POSTGRES_BIN "
                + "to the directory of its programs, or set ConnectionStrings:BulkCopy to a database elsewhere.");
        return [.. found.OrderByDescending(b => b.MajorVersion)];
    }

    private static string InstallCommand =>
        OperatingSystem.IsMacOS() ? "run `brew install postgresql@17`" : "run `sudo apt-get install postgresql`";

    private static async Task<PostgresBinaries> ReadNamedAsync(string directory, CancellationToken cancellationToken)
    {
        var full = Path.GetFullPath(directory);
        if (!IsComplete(full))
            throw new PrivateClusterException(
                $"BULKCOPY_POSTGRES_BIN names {full}, which does not hold postgres, initdb and pg_ctl: "
                + "set it to the directory that `pg_config --bindir` prints, or unset it.");
        if (await ReadVersionAsync(full, cancellationToken).ConfigureAwait(false) is not { } version || version < OldestMajorVersion)
            throw new PrivateClusterException(
                $"BULKCOPY_POSTGRES_BIN names {full}, whose PostgreSQL is older than {OldestMajorVersion} or does not start: "
                + "name a newer one, or unset it.");
        return new PostgresBinaries { Directory = full, MajorVersion = version };
    }

    private static async Task<IReadOnlyList<string>> CandidatesAsync(CancellationToken cancellationToken)
    {
        var candidates = new List<string>();
        if (ProgramPath.Find("pg_config") is { } pgConfig)
        {
            var run = await ProgramRun.ExecuteAsync([pgConfig, "--bindir"], cancellationToken).ConfigureAwait(false);
            if (run.Succeeded)
                candidates.Add(run.Output);
        }

        candidates.AddRange(Children("/usr/lib/postgresql", "bin"));
        foreach (var prefix in new[] { "/opt/homebrew/opt", "/usr/local/opt", "/home/linuxbrew/.linuxbrew/opt" })
            candidates.AddRange(Children(prefix, "bin", "postgresql*"));
        candidates.AddRange(Children("/usr", "bin", "pgsql*"));
        candidates.AddRange(Children("/Applications/Postgres.app/Contents/Versions", "bin"));
        candidates.AddRange(ProgramPath.Directories);
        return candidates;
    }

    private static IEnumerable<string> Children(string parent, string leaf, string pattern = "*") =>
        System.IO.Directory.Exists(parent)
            ? System.IO.Directory.EnumerateDirectories(parent, pattern).Select(d => Path.Combine(d, leaf))
            : [];

    private static bool IsComplete(string directory) => Programs.All(p => File.Exists(Path.Combine(directory, p)));

    private static async Task<int?> ReadVersionAsync(string directory, CancellationToken cancellationToken)
    {
        var run = await ProgramRun.ExecuteAsync([Path.Combine(directory, "postgres"), "--version"], cancellationToken).ConfigureAwait(false);
        var match = VersionPattern().Match(run.Output);
        return run.Succeeded && match.Success ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : null;
    }

    [GeneratedRegex(@"PostgreSQL\) (\d{1,4})")]
    private static partial Regex VersionPattern();
}
