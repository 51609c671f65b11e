namespace BulkCopy.Postgres.Cluster;

/// <summary>Looks programs up as a shell would, and in the system directories that an ordinary user's PATH leaves out.</summary>
internal static class ProgramPath
{
    private static readonly string[] SystemDirectories = ["/usr/sbin", "/usr/bin", "/sbin", "/bin"];

    public static IEnumerable<string> Directories =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(Path.IsPathRooted)
            .Concat(SystemDirectories);

    public static string? Find(string program) =>
        Directories.Select(directory => Path.Combine(directory, program)).FirstOrDefault(File.Exists);
}
